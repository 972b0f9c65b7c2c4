import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedRateLimit } from '../server/index.js';
import { isCount } from './answer.js';
import type { RedisConnection } from './connection.js';

/** @param nameOf an opaque name for a token or address, because Redis must hold neither */
export function createSharedRateLimit(connection: RedisConnection, nameOf: (key: string) => string): SharedRateLimit {
  return ({ name, points, duration }) => {
    let limiter: RateLimiterRedis | null = null;
    return (key) => {
      const opaqueKey = nameOf(key);
      return connection.send(
        (redis) => {
          limiter ??= new RateLimiterRedis({
            storeClient: redis,
            keyPrefix: connection.keyOf('limit', name),
            points,
            duration,
          });
          return limiter.consume(opaqueKey).catch(refusalOrThrow);
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

/** The library throws a result, not an error, if the limit is exceeded. */
function refusalOrThrow(refusal: unknown): RateLimiterRes {
  if (refusal instanceof RateLimiterRes) return refusal;
  throw refusal;
}
