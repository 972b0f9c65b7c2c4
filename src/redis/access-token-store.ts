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

/** Stores nothing if the token was bought before its session ended. */
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

/** A purchase that began before its token was forgotten has ended by then. */
const FORGOTTEN_MS = 10 * 60_000;
/** More at one heartbeat would block the process. */
const MAX_RETRIES_PER_HEARTBEAT = 200;
/** Tokens to forget once Redis answers again. Beyond this number, the oldest is left to expire. */
const MAX_PENDING = 10_000;

export function createAccessTokenStore(connection: RedisConnection): AccessTokenStore {
  return new RedisAccessTokenStore(connection);
}

class RedisAccessTokenStore implements AccessTokenStore {
  readonly #connection: RedisConnection;
  /** Tokens that could not be forgotten because Redis did not answer. */
  readonly #pending = new Set<string>();

  constructor(connection: RedisConnection) {
    this.#connection = connection;
    connection.redis.defineCommand('putToken', { lua: putScript, numberOfKeys: 2 });
    connection.redis.defineCommand('forgetToken', { lua: forgetScript, numberOfKeys: 2 });
    connection.onHeartbeat(() => {
      for (const name of [...this.#pending].slice(0, MAX_RETRIES_PER_HEARTBEAT)) void this.forget(name);
    });
  }

  async find(name: string) {
    const found = await this.#connection.send((redis) => redis.mget(...this.#keysOf(name)), readFound);
    return found !== null && this.#pending.has(name) ? { ...found, encrypted: null } : found;
  }

  async put(name: string, encrypted: string, { since, milliseconds }: { since: string; milliseconds: number }) {
    const keys = this.#keysOf(name);
    await this.#connection.send(
      (redis) => redis.putToken(...keys, encrypted, Math.floor(milliseconds), since),
      readDone,
    );
  }

  async drop(name: string) {
    const [token] = this.#keysOf(name);
    await this.#connection.send((redis) => redis.del(token), readDone);
  }

  async forget(name: string) {
    const keys = this.#keysOf(name);
    const forgotten = await this.#connection.send((redis) => redis.forgetToken(...keys, FORGOTTEN_MS), readDone);
    if (forgotten !== null) {
      this.#pending.delete(name);
      return;
    }
    this.#pending.add(name);
    const [oldest] = this.#pending;
    if (this.#pending.size > MAX_PENDING && oldest !== undefined) this.#pending.delete(oldest);
  }

  #keysOf(name: string) {
    return [this.#connection.keyOf('token', name), this.#connection.keyOf('forgotten', name)] as const;
  }
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
