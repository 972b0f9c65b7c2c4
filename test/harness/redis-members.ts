import { setTimeout as pause } from 'node:timers/promises';
import { createIyzico, createOpaqueId, type Iyzico, type IyzicoSettings } from '../../src/iyzico/index.js';
import { connectRedis, type Redis } from '../../src/redis/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { clientTimeouts } from './client-timeouts.js';

/** One of several processes that share a Redis server, simulated within the process of the test. */
export interface Member {
  readonly iyzico: Iyzico;
  readonly redis: Redis;
  /** Resolves when this member has noticed that Redis is available, or that it is not. */
  readonly hears: (up: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Joined {
  readonly simulator: Simulator;
  readonly redisUrl: string;
  readonly settings?: Partial<IyzicoSettings>;
}

/** Opens a member and waits until it is connected to Redis. */
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
    ...clientTimeouts,
    limits: { minimumAttempts: Infinity },
    onDrift: () => undefined,
    sharedQuota: redis.quota,
    accessTokenStore: redis.accessTokens,
    ...settings,
  });
  const hears = (up: boolean) => waitUntil(() => isUp === up, `No notice in time that Redis is ${up ? 'up' : 'down'}.`);
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

async function waitUntil(condition: () => boolean, failure: string): Promise<void> {
  const end = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(failure);
    await pause(10);
  }
}
