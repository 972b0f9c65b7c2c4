import type { Result } from 'ioredis';
import { QUOTA_WINDOW_SECONDS, type SharedCount, type SharedQuota } from '../iyzico/index.js';
import { isCount } from './answer.js';
import type { RedisConnection } from './connection.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    reserveCall(closed: string, calls: string, window: number, limit: number, missed: number): Result<unknown, Context>;
    closeService(closed: string, milliseconds: number): Result<unknown, Context>;
  }
}

/**
 * A sliding window: calls by second of Redis's own clock. Calls that are more than a window ahead are from before that
 * clock was set back, and would count for as long as it was set back. Adds missed calls, and one more if fewer than `limit` count.
 * @returns milliseconds to wait, and the calls that count
 */
const reserveScript = `
local window, limit, missed = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now, used, calls, counts = tonumber(time[1]), 0, {}, redis.call('HGETALL', KEYS[2])
for i = 1, #counts, 2 do
  local second = tonumber(counts[i])
  if second + window <= now or second - window > now then redis.call('HDEL', KEYS[2], counts[i])
  else calls[second], used = tonumber(counts[i + 1]), used + counts[i + 1] end
end
local function count(more)
  redis.call('HINCRBY', KEYS[2], now, more)
  redis.call('PEXPIRE', KEYS[2], window * 1000)
  used = used + more
end
if missed > 0 then count(missed) end
local closed = redis.call('PTTL', KEYS[1])
if closed > 0 then return { closed, used } end
if limit < 0 then return { 0, used } end
if used < limit then
  count(1)
  return { 0, used }
end
local over = used - limit
for second = now - window + 1, now do
  over = over - (calls[second] or 0)
  if over < 0 then return { (second + window - now) * 1000 - math.floor(time[2] / 1000), used } end
end
return { window * 1000, used }
`;

/** Concurrent refusals of iyzico do not shorten one another's wait. */
const closeScript = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]) end
return 1
`;

/** No service is closed for longer, so a longer wait is not an answer of the script. */
const MAX_WAIT_MS = 10 * 60_000;
/** The limit that reads the count only. */
const READ_ONLY = -1;

export function createSharedQuota(connection: RedisConnection): SharedQuota {
  connection.redis.defineCommand('reserveCall', { lua: reserveScript, numberOfKeys: 2 });
  connection.redis.defineCommand('closeService', { lua: closeScript, numberOfKeys: 1 });
  const closedKey = (service: string) => connection.keyOf('closed', service);
  return {
    reserve: (service, { limit, missed = 0 }) =>
      connection.send((redis) => {
        const calls = connection.keyOf('calls', service);
        return redis.reserveCall(closedKey(service), calls, QUOTA_WINDOW_SECONDS, limit ?? READ_ONLY, missed);
      }, readCount),
    async close(service, milliseconds) {
      await connection.send((redis) => redis.closeService(closedKey(service), Math.ceil(milliseconds)), isCount);
    },
    processes: () => connection.processes(),
    onHeartbeat: (listener) => {
      connection.onHeartbeat(listener);
    },
  };
}

/** Another program may answer in Redis's place. */
function readCount(answer: unknown): SharedCount | null {
  if (!Array.isArray(answer) || !answer.every(isCount)) return null;
  const [waitMs = Infinity, used = 0] = answer;
  return waitMs > MAX_WAIT_MS ? null : { waitMs, used };
}
