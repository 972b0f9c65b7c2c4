import { serviceNames } from '../../src/iyzico/index.js';
import { knownCodes } from './error-codes.js';

/** Every value that a label may have, but for names of fields: those are our own code's. */
export const closedLabels: Readonly<Record<string, ReadonlySet<string>>> = {
  code: new Set([...knownCodes, 'OK', 'INTERNAL_SERVER_ERROR']),
  caller: new Set(['anybody', 'shopper', 'system', 'unknown']),
  layer: new Set(['http', 'graphql']),
  type: new Set(['query', 'mutation', 'none']),
  service: new Set(serviceNames),
  outcome: new Set([
    ...['accepted', 'rejected', 'abandoned', 'unreachable', 'timeout', 'bad-response', 'signature', 'quota'],
    'bulkhead-full',
  ]),
  meaning: new Set([
    ...['not-found', 'session-not-found', 'already-expired', 'missing-key', 'payment-pending', 'in-progress'],
    ...['rate-limited', 'system-error', 'misconfigured', 'rejected'],
  ]),
  kind: new Set(['unknown-value', 'malformed', 'missing']),
  status: new Set(['verified', 'mismatched', 'absent']),
};
