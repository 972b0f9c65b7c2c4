import { serviceNames } from '../../src/iyzico/index.js';
import { knownCodes } from './error-codes.js';

/** Every value that a metric label may have. Labels with field names are not listed: their values come from our code. */
export const closedLabels: Readonly<Record<string, ReadonlySet<string>>> = {
  code: new Set([...knownCodes, 'OK', 'INTERNAL_SERVER_ERROR']),
  caller: new Set(['anybody', 'shopper', 'system', 'unprivileged', 'unknown']),
  reason: new Set([
    ...['missing', 'malformed', 'expired', 'not-yet', 'no-exp', 'too-long', 'wrong-issuer', 'wrong-audience'],
    ...['wrong-key', 'wrong-algorithm', 'wrong-type', 'keys-unavailable'],
  ]),
  layer: new Set(['http', 'graphql']),
  type: new Set(['query', 'mutation', 'none']),
  service: new Set(serviceNames),
  outcome: new Set([
    ...['accepted', 'rejected', 'abandoned', 'unreachable', 'timeout', 'bad-response', 'signature', 'quota'],
    ...['bulkhead-full', 'caller-full', 'exhausted'],
  ]),
  meaning: new Set([
    ...['not-found', 'session-not-found', 'already-expired', 'missing-key', 'payment-pending', 'in-progress'],
    ...['rate-limited', 'system-error', 'misconfigured', 'declined', 'rejected'],
  ]),
  kind: new Set(['unknown-value', 'malformed', 'missing']),
  version: new Set(['1.2.3']),
  status: new Set(['verified', 'mismatched', 'absent']),
};
