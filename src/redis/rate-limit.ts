import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedRateLimit } from '../server/index.js';
import { isCount } from './answer.js';
import type { RedisConnection } from './connection.js';

/** @param nameOf a name for whom is counted: tokens and addresses are not for Redis to know */
export function createSharedRateLimit(connection: RedisConnection, nameOf: (key: string) => string): SharedRateLimit {
  return ({ name, points, duration }) => {
    let limiter: RateLimiterRedis | null = null;
    return (key) => {
      const whom = nameOf(key);
      return connection.send(
        (redis) => {
          limiter ??= new RateLimiterRedis({
            storeClient: redis,
            keyPrefix: connection.keyOf('limit', name),
            points,
            duration,
          });
          return limiter.consume(whom).catch(refusalOrThrow);
        },
        (answer) => {
          if (!(answer instanceof RateLimiterRes)) return null;
          const { consumedPoints, msBeforeNext } = answer;
          if (!isCount(consumedPoints) || !isCount(msBeforeNext)) return null;
          return consumedPoints > points ? msBeforeNext : 0;
        },
      );
    };
  };
}

/** The library throws what is no error. */
function refusalOrThrow(refusal: unknown): RateLimiterRes {
  if (refusal instanceof RateLimiterRes) return refusal;
  throw refusal;
}
