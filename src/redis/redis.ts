import type { AccessTokenStore, SharedQuota } from '../iyzico/index.js';
import type { SharedRateLimit } from '../server/index.js';
import { createAccessTokenStore } from './access-token-store.js';
import { RedisConnection, type ConnectionSettings } from './connection.js';
import { createSharedQuota } from './quota.js';
import { createSharedRateLimit } from './rate-limit.js';

export interface RedisSettings extends ConnectionSettings {
  /** A name for a token or address that must not be readable in Redis: the same in every process, not reversible. */
  readonly nameOf: (secret: string) => string;
}

/** The data that the processes of one merchant share. Redis may stop answering at any time; its users then go on without it. */
export interface Redis {
  readonly quota: SharedQuota;
  readonly accessTokens: AccessTokenStore;
  readonly rateLimit: SharedRateLimit;
  /** Resolves once the other processes have counted this one; after a second if Redis does not answer. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Starts to connect, and returns at once. */
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
