import type { AccessTokenStore, SharedQuota } from '../iyzico/index.js';
import type { SharedRateLimit } from '../server/index.js';
import { createAccessTokenStore } from './access-token-store.js';
import { openLink, type LinkSettings } from './connection.js';
import { createSharedQuota } from './quota.js';
import { createSharedRateLimit } from './rate-limit.js';

export interface RedisSettings extends LinkSettings {
  /** A name for what is not to be read in Redis: the same in every process, and not reversible. */
  readonly nameOf: (secret: string) => string;
}

/** What the processes of one merchant keep together. Redis may be away at any time, and whoever asks goes on without. */
export interface Redis {
  readonly quota: SharedQuota;
  readonly accessTokens: AccessTokenStore;
  readonly rateLimit: SharedRateLimit;
  close(): Promise<void>;
}

/** Starts to connect; nobody has to wait for it. */
export function connectRedis(settings: RedisSettings): Redis {
  const link = openLink(settings);
  return {
    quota: createSharedQuota(link),
    accessTokens: createAccessTokenStore(link),
    rateLimit: createSharedRateLimit(link, settings.nameOf),
    close: () => link.close(),
  };
}
