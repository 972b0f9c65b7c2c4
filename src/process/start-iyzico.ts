import type { Config } from '../config/index.js';
import { createIyzico, type Iyzico } from '../iyzico/index.js';
import type { Metrics } from '../metrics/index.js';
import type { Redis } from '../redis/index.js';
import type { Log } from '../server/index.js';
import type { SharedAccount } from './start-redis.js';

/** An account at iyzico, or the built-in simulator in its place. */
export interface StartedAccount extends SharedAccount {
  /** `simulator` for the built-in simulator; else the kind of host. */
  readonly kind: string;
}

/** Failures that are tried out in the simulator close no service, so that none of them affects the next query. */
const simulatorPolicy = { coolDownSeconds: 0, limits: { minimumAttempts: Infinity } };

/** What observes the calls to iyzico, and what the processes of an account share. */
export interface IyzicoParts {
  readonly log: Log;
  readonly metrics: Metrics | undefined;
  readonly redis: Redis | null;
}

/** The client of an account at iyzico. Its calls go to the log and, where there are metrics, into those. */
export function startIyzico(config: Config, account: StartedAccount, { log, metrics, redis }: IyzicoParts): Iyzico {
  const iyzico = createIyzico({
    ...metrics?.iyzico,
    ...account,
    ...(account.kind === 'simulator' && simulatorPolicy),
    sharedQuota: redis?.quota,
    accessTokenStore: redis?.accessTokens,
    signature: config.iyzicoSignature,
    transport: config.iyzicoTransport,
    timeoutMs: config.iyzicoTimeoutMs,
    operationTimeoutMs: config.operationTimeoutMs,
    quota: config.iyzicoQuota,
    readCacheMs: config.readCacheMs,
    onCall: (call) => {
      log.info('iyzico call', call);
      metrics?.iyzico.onCall(call);
    },
    onDrift: (drift) => {
      const { service, field, kind, requestId } = drift;
      log.warn('iyzico contract drift', { requestId, service, field, reason: kind });
      metrics?.iyzico.onDrift(drift);
    },
  });
  metrics?.watchQuotas(() => iyzico.quotaState());
  return iyzico;
}
