import type { Result } from 'ioredis';
import type { AccessTokenStore } from '../iyzico/index.js';
import type { RedisConnection } from './connection.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    putToken(
      token: string,
      forgotten: string,
      encrypted: string,
      milliseconds: number,
      since: string,
    ): Result<unknown, Context>;
    forgetToken(token: string, forgotten: string, milliseconds: number): Result<unknown, Context>;
  }
}

/** A token that was bought before its session was ended comes too late. */
const putScript = `
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

const forgetScript = `
redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
redis.call('DEL', KEYS[1])
return 1
`;

/** Milliseconds after which no purchase that was under way when a token was forgotten is under way any more. */
const LONGEST_PURCHASE = 10 * 60_000;
/** Tokens that are forgotten at one sign of life: more would hold the process up. */
const MOST_AT_ONCE = 200;
/** Tokens that are still to be forgotten in a Redis that is away; of more than these the first are let live on. */
const MOST_OWED = 10_000;

export function createAccessTokenStore(connection: RedisConnection): AccessTokenStore {
  connection.redis.defineCommand('putToken', { lua: putScript, numberOfKeys: 2 });
  connection.redis.defineCommand('forgetToken', { lua: forgetScript, numberOfKeys: 2 });
  const keysOf = (name: string) => [connection.keyOf('token', name), connection.keyOf('forgotten', name)] as const;
  /** What was to be forgotten while Redis was away. */
  const owed = new Set<string>();

  async function forget(name: string): Promise<void> {
    const forgotten = await connection.send((redis) => redis.forgetToken(...keysOf(name), LONGEST_PURCHASE), readDone);
    if (forgotten !== null) {
      owed.delete(name);
      return;
    }
    owed.add(name);
    const [first] = owed;
    if (owed.size > MOST_OWED && first !== undefined) owed.delete(first);
  }
  connection.onHeartbeat(() => {
    for (const name of [...owed].slice(0, MOST_AT_ONCE)) void forget(name);
  });

  return {
    async find(name) {
      const found = await connection.send((redis) => redis.mget(...keysOf(name)), readFound);
      return found !== null && owed.has(name) ? { ...found, encrypted: null } : found;
    },
    async put(name, encrypted, { since, milliseconds }) {
      await connection.send(
        (redis) => redis.putToken(...keysOf(name), encrypted, Math.floor(milliseconds), since),
        readDone,
      );
    },
    async drop(name) {
      const [token] = keysOf(name);
      await connection.send((redis) => redis.del(token), readDone);
    },
    forget,
  };
}

function readFound(answer: unknown): { encrypted: string | null; since: string } | null {
  if (!Array.isArray(answer)) return null;
  const [encrypted, forgotten] = answer as unknown[];
  if (!isText(encrypted) || !isText(forgotten)) return null;
  return { encrypted, since: forgotten ?? '' };
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function readDone(answer: unknown): true | null {
  return answer === 0 || answer === 1 ? true : null;
}
