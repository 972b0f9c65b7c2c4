import { randomUUID } from 'node:crypto';
import { Redis, ReplyError, type Result } from 'ioredis';
import { answerInTime, isCount } from './answer.js';
import { isUnsolicitedReply, tolerateUnsolicitedReplies } from './unsolicited-reply.js';

export interface ConnectionSettings {
  /** `redis:` or `rediss:`, with its password where it has one. */
  readonly url: string;
  /** Keeps a merchant's keys apart from those of others in the same Redis. */
  readonly namespace: string;
  readonly onState?: ((isUp: boolean) => void) | undefined;
  /** Gets Redis's own code for a command that it refused, such as `NOPERM`, at most once a minute. */
  readonly onRefusal?: ((code: string) => void) | undefined;
}

declare module 'ioredis' {
  interface RedisCommander<Context> {
    heartbeat(key: string, id: string, lifetime: number): Result<unknown, Context>;
  }
}

/** For a connection, and for each step of its handshake. */
const CONNECT_TIMEOUT_MS = 300;
/** Without any answer for so long, a connection is made anew: its other end may be gone. */
const SILENCE_TIMEOUT_MS = 1000;
const HEARTBEAT_MS = 250;
/** A start waits for Redis no longer. */
const READY_TIMEOUT_MS = 1000;
/** A lower count of processes is believed after this time: if Redis lost its data, each is counted at its next heartbeat. */
const COUNT_LIFETIME_MS = 5000;
/** A Redis that never answered is reported after this time. */
const FIRST_REPORT_MS = 2000;
const REFUSAL_INTERVAL_MS = 60_000;

/**
 * It writes, so that a Redis that is full or read-only counts as down. A process whose heartbeat is far ahead is from
 * before Redis's clock was set back.
 * @returns the number of live processes
 */
const heartbeatScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], now + ARGV[2], '+inf')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
`;

tolerateUnsolicitedReplies();

/** A command is sent at once or not at all: a call that is counted late belongs to a request that is long gone. */
function createClient(url: string): Redis {
  return new Redis(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(times * 100, SILENCE_TIMEOUT_MS),
  });
}

/** A connection that is made anew whenever it is lost. Its heartbeat counts the processes that share the data. */
export class RedisConnection {
  readonly #id = randomUUID();
  readonly #processesKey: string;
  readonly #listeners: (() => void)[] = [];
  readonly #timers: readonly NodeJS.Timeout[];
  #isUp = false;
  #refusalAt = -Infinity;
  #processes: number | null = null;
  #countedAt = 0;

  /** Starts to connect. */
  constructor(
    readonly settings: ConnectionSettings,
    readonly redis = createClient(settings.url),
  ) {
    this.#processesKey = this.keyOf('connection', 'processes');
    redis.defineCommand('heartbeat', { lua: heartbeatScript, numberOfKeys: 1 });
    // An error of ioredis holds the command with all its arguments, so that none is logged.
    redis.on('error', (error) => isUnsolicitedReply(error) && redis.stream.destroy());
    redis.on('ready', () => void this.#heartbeat());
    redis.on('close', () => {
      this.#setUp(false);
    });
    const reportFirst = () => this.#isUp || settings.onState?.(false);
    this.#timers = [setInterval(() => void this.#heartbeat(), HEARTBEAT_MS), setTimeout(reportFirst, FIRST_REPORT_MS)];
    for (const timer of this.#timers) timer.unref();
  }

  /** The braces keep all keys of a merchant on one node of a cluster, as scripts need. */
  keyOf(kind: string, name: string): string {
    return `iyzico-graphql:{${this.settings.namespace}}:${kind}:${name}`;
  }

  /**
   * Sends a command. After a failure no command is sent until a heartbeat succeeds, so that requests do not wait for a
   * hung Redis one after the other.
   * @param read returns `null` for an unexpected answer, and gets `null` for a command that Redis refused
   * @returns what `read` returns; `null` if Redis is down or does not answer within 250 ms
   */
  async send<T>(command: (redis: Redis) => Promise<unknown>, read: (answer: unknown) => T | null): Promise<T | null> {
    if (!this.#isUp) return null;
    try {
      return read(await answerInTime(command(this.redis)));
    } catch (error) {
      const isRefusal = error instanceof Error && error instanceof ReplyError;
      if (isRefusal) this.#reportRefusal(error.message);
      else this.#setUp(false);
      return isRefusal ? read(null) : null;
    }
  }

  /** The number of live processes, as last known; `null` if Redis was never up. */
  processes(): number | null {
    return this.#processes;
  }

  onHeartbeat(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves once every process has counted this one by its own heartbeat; after a second if Redis does not answer. */
  ready(): Promise<void> {
    return new Promise((resolve) => {
      const timeout = setTimeout(resolve, READY_TIMEOUT_MS);
      let known: NodeJS.Timeout | undefined;
      this.#listeners.push(() => {
        clearTimeout(timeout);
        known ??= setTimeout(resolve, HEARTBEAT_MS);
      });
    });
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#isUp) await this.redis.zrem(this.#processesKey, this.#id).catch(() => undefined);
    this.#isUp = false;
    this.redis.disconnect();
  }

  async #heartbeat(): Promise<void> {
    if (!this.#isReady()) return;
    try {
      const living = await answerInTime(this.redis.heartbeat(this.#processesKey, this.#id, COUNT_LIFETIME_MS));
      // A server that does not count this process is not Redis.
      const isGenuine = isCount(living) && living > 0;
      if (isGenuine) this.#count(living);
      this.#setUp(isGenuine && this.#isReady());
    } catch {
      this.#setUp(false);
    }
    if (this.#isUp) for (const listener of this.#listeners) listener();
  }

  #count(living: number): void {
    const now = performance.now();
    if (!this.#isUp) this.#countedAt = now;
    if (living < (this.#processes ?? 0) && now - this.#countedAt < COUNT_LIFETIME_MS) return;
    [this.#processes, this.#countedAt] = [living, now];
  }

  #isReady(): boolean {
    return this.redis.status === 'ready';
  }

  #setUp(isUp: boolean): void {
    if (this.#isUp === isUp) return;
    this.#isUp = isUp;
    this.settings.onState?.(isUp);
  }

  #reportRefusal(message: string): void {
    if (performance.now() - this.#refusalAt < REFUSAL_INTERVAL_MS) return;
    this.#refusalAt = performance.now();
    this.settings.onRefusal?.(/^[A-Z]+/.exec(message)?.[0] ?? 'ERR');
  }
}
