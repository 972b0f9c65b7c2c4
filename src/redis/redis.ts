import type { AccessTokenStore, SharedQuota } from '../iyzico/index.js';
import type { SharedRateLimit } from '../server/index.js';
import { createAccessTokenStore } from './access-token-store.js';
import { RedisConnection, type ConnectionSettings } from './connection.js';
import { createSharedQuota } from './quota.js';
import { createSharedRateLimit } from './rate-limit.js';

export interface RedisSettings extends ConnectionSettings {
  /** A name for what is not to be read in Redis: the same in every process, and not reversible. */
  readonly nameOf: (secret: string) => string;
}

/** What the processes of one merchant keep together. Redis may be away at any time, and whoever asks goes on without. */
export interface Redis {
  readonly quota: SharedQuota;
  readonly accessTokens: AccessTokenStore;
  readonly rateLimit: SharedRateLimit;
  /** Resolves once the processes know of each other, or after a second: from then on calls may be made. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Starts to connect; nobody has to wait for it. */
export function connectRedis(settings: RedisSettings): Redis {
  const connection = new RedisConnection(settings);
  return {
    quota: createSharedQuota(connection),
    accessTokens: createAccessTokenStore(connection),
    rateLimit: createSharedRateLimit(connection, settings.nameOf),
    ready: () => connection.ready(),
    close: () => connection.close(),
  };
}
