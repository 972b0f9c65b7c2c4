import { randomUUID } from 'node:crypto';
import { Redis, ReplyError, type Result } from 'ioredis';
import { bearUnaskedReplies, isUnaskedReply } from './unsolicited-reply.js';

export interface LinkSettings {
  /** `redis:` or `rediss:`, with its password where it has one. */
  readonly url: string;
  /** Keeps a merchant's keys apart from those of others in the same Redis. */
  readonly namespace: string;
  /** Told when Redis is there, and when it is not any more. */
  readonly onState?: ((isUp: boolean) => void) | undefined;
  /** Told, at most once a minute, that Redis refuses a question, and by which word of its own: `NOPERM`, `WRONGTYPE`. */
  readonly onRefusal?: ((code: string) => void) | undefined;
}

/** Milliseconds that an answer is waited for: the whole of what a hung Redis can add to a request. */
const LONGEST_ANSWER = 40;
/** Milliseconds that a connection, and each step of its greeting, may take. */
const LONGEST_CONNECT = 300;
/** Milliseconds between two beats, by which a process tells that it lives and hears whether Redis does. */
const BEAT = 500;
/** Milliseconds of silence after which a connection is made anew: its other end may be gone without a word. */
const LONGEST_SILENCE = 1000;
/** Milliseconds between attempts to connect, at most. */
const LONGEST_PAUSE = 1000;
/** Milliseconds after which it is told of a Redis that was never there. */
const FIRST_WORD = 2000;
/** Milliseconds between two words about refusals. */
const REFUSALS = 60_000;
/** Milliseconds after its last beat that a process counts as living. */
const LIFE = 5000;
/** Milliseconds that an epoch outlives the last process. */
const MEMORY = 24 * 60 * 60_000;

/** A connection that may be lost, and that is missed for as short a time as can be. */
export interface Link {
  keyOf(kind: string, name: string): string;
  /** Where a name stands that is another one once Redis has lost what it knew. */
  readonly epochKey: string;
  /** Which start of Redis's it is: what it has read back from its disk may be older than what it knew. */
  runOf(): string;
  /** Makes a script a command of the connection's. */
  define(command: string, script: { readonly lua: string; readonly numberOfKeys: number }): void;
  /**
   * Redis's answer, within 40 ms; `null` where it is away, or its answer cannot be used. Once it failed it is not asked
   * again until it gave a sign of life, so that a request waits for it once at most.
   * @param read gives `null` for an answer that is no such thing; a refusal is read as `null`
   */
  ask<T>(question: (redis: Redis) => Promise<unknown>, read: (answer: unknown) => T | null): Promise<T | null>;
  /** Whether Redis is away for certain, and so for others too: without a connection, or silent for a second. */
  isGone(): boolean;
  /** Processes of the merchant's that live, this one included, by what was heard in the last seconds. */
  processes(): number;
  /** Does something each time that Redis is heard to be there. */
  onBeat(listener: () => void): void;
  close(): Promise<void>;
}

declare module 'ioredis' {
  interface RedisCommander<Context> {
    beat(epoch: string, processes: string, process: string, life: number, memory: number): Result<unknown, Context>;
  }
}

/** Writes as well as it reads, so that a Redis that takes nothing more in does not count as there. */
const beatScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[1], ARGV[1] .. '.' .. now, 'NX')
redis.call('GET', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return redis.call('ZCARD', KEYS[2])
`;

bearUnaskedReplies();

/** Starts to connect; whether and when that succeeds, nobody has to wait for. */
export function openLink({ url, namespace, onState, onRefusal }: LinkSettings): Link {
  const redis = new Redis(url, {
    connectTimeout: LONGEST_CONNECT,
    commandTimeout: LONGEST_CONNECT,
    disconnectTimeout: LONGEST_CONNECT,
    socketTimeout: LONGEST_SILENCE,
    // The beat is the check, and asks for more.
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    // A count that is sent anew would be counted for a request that is long gone.
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE),
    scripts: { beat: { lua: beatScript, numberOfKeys: 2 } },
  });
  const self = randomUUID();
  // Braces: in a cluster all keys of a merchant's stand in one place, as scripts want them to.
  const keyOf = (kind: string, name: string) => `iyzico-graphql:{${namespace}}:${kind}:${name}`;
  const [epochKey, processesKey] = [keyOf('link', 'epoch'), keyOf('link', 'processes')];
  const listeners: (() => void)[] = [];
  let isUp = false;
  let run = '';
  let refusalTold = -Infinity;
  /** When it was last heard, by the clock of `performance.now`. */
  let heardAt = -Infinity;
  /** How many there were, and when that was last so. */
  let processes = { count: 1, at: -Infinity };

  function become(up: boolean): void {
    if (up) heardAt = performance.now();
    if (isUp === up) return;
    isUp = up;
    onState?.(up);
  }

  /** Those who are missing may be there still: a Redis that was flushed hears of each by its next beat. */
  function count(living: number): void {
    const now = performance.now();
    if (living >= processes.count || now - processes.at > LIFE) processes = { count: living, at: now };
  }

  const isReady = () => redis.status === 'ready';
  async function beat(): Promise<void> {
    if (!isReady()) return;
    try {
      const answer = await soon(redis.beat(epochKey, processesKey, self, LIFE, MEMORY));
      // This process is one of them: what does not know it did not write it down.
      const isGenuine = isCount(answer) && answer > 0;
      if (isGenuine) count(answer);
      become(isGenuine && isReady());
    } catch {
      become(false);
    }
    if (isUp) for (const listener of listeners) listener();
  }

  async function greet(): Promise<void> {
    try {
      run = /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1] ?? run;
    } catch {
      // Whoever does not tell which start it is counts as the one before.
    }
    await beat();
  }

  function tellRefusal({ message }: Error): void {
    const now = performance.now();
    if (now - refusalTold < REFUSALS) return;
    refusalTold = now;
    onRefusal?.(/^[A-Z]+/.exec(message)?.[0] ?? 'ERR');
  }

  // Each failure is told where it is felt, and errors of ioredis hold the commands with all that was in them.
  redis.on('error', (error) => {
    if (isUnaskedReply(error)) redis.stream.destroy();
  });
  redis.on('ready', () => void greet());
  redis.on('close', () => {
    become(false);
  });
  const beats = setInterval(() => void beat(), BEAT).unref();
  // Whoever set it up wants to hear that it never came, too.
  const firstWord = setTimeout(() => {
    if (!isUp) onState?.(false);
  }, FIRST_WORD).unref();

  return {
    keyOf,
    epochKey,
    runOf: () => run,
    define: (command, script) => {
      redis.defineCommand(command, script);
    },
    async ask(question, read) {
      if (!isUp) return null;
      try {
        return read(await soon(question(redis)));
      } catch (error) {
        // A refusal of one question is an answer: Redis is there.
        if (isRefusal(error)) {
          tellRefusal(error);
          return read(null);
        }
        become(false);
        return null;
      }
    },
    isGone: () => !isUp && (!isReady() || performance.now() - heardAt > LONGEST_SILENCE),
    processes: () => processes.count,
    onBeat: (listener) => {
      listeners.push(listener);
    },
    async close() {
      clearInterval(beats);
      clearTimeout(firstWord);
      if (isUp) await redis.zrem(processesKey, self).catch(() => undefined);
      isUp = false;
      redis.disconnect();
    },
  };
}

/** The library gives its own errors no type. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error instanceof ReplyError;
}

/** An answer, if it comes in time: not where it stood waiting while this process was busy with something else. */
async function soon<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // What has arrived meanwhile is read before an immediate is run.
      setImmediate(() => {
        reject(new Error('Redis did not answer in time.'));
      });
    }, LONGEST_ANSWER);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether an answer is a number of things: what answers in Redis's place may say anything. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
