import { setTimeout as passed } from 'node:timers/promises';
import { createIyzico, createOpaqueId, type Iyzico, type IyzicoSettings } from '../../src/iyzico/index.js';
import { connectRedis, type Redis } from '../../src/redis/index.js';
import type { Simulator } from '../../src/simulator/index.js';

/** What one of several processes has: an iyzico of its own, and a share in what stands in Redis. */
export interface Member {
  readonly iyzico: Iyzico;
  readonly redis: Redis;
  /** Resolves when Redis is there for it, or away. */
  readonly hears: (up: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Joined {
  readonly simulator: Simulator;
  readonly redisUrl: string;
  readonly settings?: Partial<IyzicoSettings>;
}

/** A process of the merchant's, but for the process. */
export async function join({ simulator, redisUrl, settings = {} }: Joined): Promise<Member> {
  const { url: baseUrl, apiKey, secretKey } = { ...simulator, ...settings };
  const nameOf = createOpaqueId(secretKey);
  let isUp = false;
  const redis = connectRedis({
    url: redisUrl,
    namespace: nameOf(apiKey),
    nameOf,
    onState: (up) => {
      isUp = up;
    },
  });
  const iyzico = createIyzico({
    baseUrl,
    apiKey,
    secretKey,
    timeoutMs: 3000,
    operationTimeoutMs: 8000,
    limits: { minimumAttempts: Infinity },
    onDrift: () => undefined,
    sharedQuota: redis.quota,
    accessTokenStore: redis.accessTokens,
    ...settings,
  });
  const hears = async (up: boolean) => {
    const end = performance.now() + 5000;
    while (isUp !== up) {
      if (performance.now() > end) throw new Error(`Redis was not taken for ${up ? 'there' : 'away'} in time.`);
      await passed(10);
    }
  };
  await hears(true);
  return {
    iyzico,
    redis,
    hears,
    async close() {
      iyzico.close();
      await redis.close();
    },
  };
}
