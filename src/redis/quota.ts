import type { Result } from 'ioredis';
import type { SharedQuota } from '../iyzico/index.js';
import { isCount, type Link } from './connection.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    takeCall(closed: string, calls: string, epoch: string, most: number, missed: number): Result<unknown, Context>;
    closeService(closed: string, milliseconds: number): Result<unknown, Context>;
  }
}

/**
 * Calls are counted by second, by Redis's own clock: a second's calls count until the last of them is a minute old, so
 * that no minute whatever sees more than the quota. Without a quota it is only told whether the service is closed.
 */
const takeScript = `
local closed = redis.call('PTTL', KEYS[1])
local time = redis.call('TIME')
local second, passed = tonumber(time[1]), math.floor(time[2] / 1000)
local epoch = redis.call('GET', KEYS[3]) or ''
local most, missed = tonumber(ARGV[1]), tonumber(ARGV[2])
if missed > 0 then
  redis.call('HINCRBY', KEYS[2], second, missed)
  redis.call('PEXPIRE', KEYS[2], 61000)
end
local used, seconds = 0, {}
local counts = redis.call('HGETALL', KEYS[2])
for i = 1, #counts, 2 do
  local at = tonumber(counts[i])
  if at > second - 61 then
    used = used + counts[i + 1]
    seconds[#seconds + 1] = { at = at, calls = tonumber(counts[i + 1]) }
  else
    redis.call('HDEL', KEYS[2], counts[i])
  end
end
if closed > 0 then return { closed, used, epoch, 1 } end
if most < 0 then return { 0, used, epoch, 0 } end
if used < most then
  redis.call('HINCRBY', KEYS[2], second, 1)
  redis.call('PEXPIRE', KEYS[2], 61000)
  return { 0, used + 1, epoch, 0 }
end
table.sort(seconds, function(a, b) return a.at < b.at end)
local over = used - most + 1
for _, counted in ipairs(seconds) do
  over = over - counted.calls
  if over <= 0 then return { (counted.at + 61 - second) * 1000 - passed, used, epoch, 0 } end
end
return { 61000, used, epoch, 0 }
`;

/** Refusals of calls at once do not shorten one another's. */
const closeScript = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]) end
return 1
`;

/** Milliseconds: longer than any service is closed, so that a longer wait is not of our writing. */
const LONGEST_WAIT = 10 * 60_000;
/** Milliseconds after which nothing counts any more of what was heard. */
const MINUTE = 61_000;
/** Asks of a count without a quota for what is counted, and takes nothing. */
const UNKNOWN = -1;

export function createSharedQuota(link: Link): SharedQuota {
  link.define('takeCall', { lua: takeScript, numberOfKeys: 3 });
  link.define('closeService', { lua: closeScript, numberOfKeys: 1 });
  const closedKeyOf = (service: string) => link.keyOf('closed', service);
  const keysOf = (service: string) => [closedKeyOf(service), link.keyOf('calls', service), link.epochKey] as const;
  /** Under which each service's counts were last seen. */
  const epochs = new Map<string, string>();
  /** What was last heard of each service that is followed. */
  const heard = new Map<string, { used: number; at: number }>();

  /** Calls that were made while they could not be counted. */
  const uncounted = new Map<string, number>();

  async function count(service: string, most: number | null): Promise<Taken | 'unreadable' | null> {
    const missed = uncounted.get(service) ?? 0;
    uncounted.delete(service);
    const taken = await link.ask((redis) => redis.takeCall(...keysOf(service), most ?? UNKNOWN, missed), readTaken);
    if (taken === null && missed > 0) addUncounted(service, missed);
    return taken;
  }
  function addUncounted(service: string, calls: number): void {
    uncounted.set(service, (uncounted.get(service) ?? 0) + calls);
  }

  async function listen(service: string): Promise<void> {
    const told = await count(service, null);
    if (told !== null && told !== 'unreadable' && isOfEpoch(service, told.epoch)) hear(service, told.used);
  }
  /** Whether nothing is lost of what was counted when the service was first heard of. */
  function isOfEpoch(service: string, told: string): boolean {
    const epoch = `${link.runOf()} ${told}`;
    const known = epochs.get(service) ?? epoch;
    epochs.set(service, known);
    return known === epoch;
  }
  function hear(service: string, used: number): void {
    heard.set(service, { used, at: performance.now() });
  }
  link.onBeat(() => {
    for (const service of heard.keys()) void listen(service);
  });

  return {
    async take(service, most) {
      const taken = await count(service, most);
      if (taken === null) return null;
      if (taken === 'unreadable') return { wait: 0, used: 0, isWhole: false, isClosed: false };
      const { wait, used, epoch, isClosed } = taken;
      const isWhole = isOfEpoch(service, epoch);
      // From now on it counts anew.
      epochs.set(service, `${link.runOf()} ${epoch}`);
      if (isWhole && heard.has(service)) hear(service, used);
      return { wait, used, isWhole, isClosed };
    },
    addUncounted: (service) => {
      addUncounted(service, 1);
    },
    follow(service) {
      hear(service, 0);
      return () => {
        const { used, at } = heard.get(service) ?? { used: 0, at: -Infinity };
        return performance.now() - at < MINUTE ? used : 0;
      };
    },
    async used(service) {
      const told = await count(service, null);
      return told === 'unreadable' ? null : (told?.used ?? null);
    },
    async close(service, milliseconds) {
      await link.ask((redis) => redis.closeService(closedKeyOf(service), Math.ceil(milliseconds)), isCount);
    },
    isGone: () => link.isGone(),
    processes: () => link.processes(),
  };
}

interface Taken {
  readonly wait: number;
  readonly used: number;
  readonly epoch: string;
  readonly isClosed: boolean;
}

/** Something else may stand where the counts did: it is there for every process alike, and stays there. */
function readTaken(answer: unknown): Taken | 'unreadable' {
  if (!Array.isArray(answer)) return 'unreadable';
  const [wait, used, epoch, closed] = answer as unknown[];
  if (!isCount(wait) || wait > LONGEST_WAIT || !isCount(used) || typeof epoch !== 'string') return 'unreadable';
  return { wait, used, epoch, isClosed: closed === 1 };
}
