import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { compileScript, type LuaValue, type RedisCall } from './lua.js';

type Fields = Map<string, string>;
interface Entry {
  readonly fields: Fields;
  expiresAt: number;
}
type Data = Map<string, Entry>;

/** A Redis in memory, on the virtual clock, that runs the real scripts. Its own clock differs from that of processes. */
export class VirtualRedis {
  /** Milliseconds from a process to Redis, and the same back. */
  latency = 1;
  /** Additional milliseconds for some clients. */
  readonly delays = new Map<VirtualClient, number>();
  #state: 'up' | 'hanging' | 'down' = 'up';
  #data: Data = new Map();
  #replica: Data = new Map();
  /** Commands that came while it hung. */
  #waiting: (() => void)[] = [];
  /** Counts the starts, so that answers of an earlier run are lost. */
  #run = 0;
  readonly #clients = new Set<VirtualClient>();
  readonly #scripts = new Map<string, ReturnType<typeof compileScript>>();

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** A client in place of ioredis, typed as one, with only what the connection needs. */
  connect(): { client: VirtualClient; redis: Redis } {
    const client = new VirtualClient(this);
    this.#clients.add(client);
    client.becomeReadyIn(2 * this.latency);
    return { client, redis: client as unknown as Redis };
  }

  /** It answers nothing. Once it resumes, it runs the commands that came meanwhile. */
  hang(): void {
    this.#state = 'hanging';
  }

  /** It ends, with all of its data and connections. */
  kill(): void {
    this.#state = 'down';
    this.#run++;
    this.#data = new Map();
    this.#waiting = [];
    for (const client of this.#clients) client.become('close');
  }

  resume(): void {
    this.#state = 'up';
    for (const work of this.#waiting.splice(0)) work();
    let delay = 10;
    for (const client of this.#clients) client.becomeReadyIn((delay += 150));
  }

  flush(): void {
    this.#data = new Map();
  }

  /** Keeps its present data for a later fail-over. */
  copyToReplica(): void {
    this.#replica = copyOf(this.#data);
  }

  /** A replica takes over, with the data that was copied to it. */
  failOver(): void {
    this.kill();
    this.#data = copyOf(this.#replica);
    this.resume();
  }

  drop(client: VirtualClient): void {
    this.#clients.delete(client);
  }

  run(lua: string, keys: string[], args: string[]): LuaValue {
    let script = this.#scripts.get(lua);
    if (!script) this.#scripts.set(lua, (script = compileScript(lua, this.#call)));
    return script(keys, args);
  }

  /** Sends a command to Redis and its answer back, over a connection that keeps the order. */
  exchange(client: VirtualClient, work: () => LuaValue): Promise<LuaValue> {
    const delay = this.latency + (this.delays.get(client) ?? 0);
    const run = this.#run;
    return new Promise((resolve, reject) => {
      const lose = () => {
        reject(new Error('Connection is closed.'));
      };
      const answer = () => {
        const value = work();
        client.toProcess.send(delay, () => {
          if (run === this.#run) resolve(value);
          else lose();
        });
      };
      client.toRedis.send(delay, () => {
        if (run !== this.#run || this.#state === 'down') lose();
        else if (this.#state === 'hanging') this.#waiting.push(answer);
        else answer();
      });
    });
  }

  readonly #call: RedisCall = (command, key = '', ...args) => {
    const now = performance.now() + CLOCK_OFFSET;
    if (command === 'TIME') return [String(Math.floor(now / 1000)), String(Math.floor((now % 1000) * 1000))];
    const kept = this.#data.get(key);
    const entry = kept && kept.expiresAt > now ? kept : { fields: new Map<string, string>(), expiresAt: Infinity };
    this.#data.set(key, entry);
    return commands(command, entry, { args, now });
  };
}

/** The seconds of Redis begin at other moments than those of the processes. */
const CLOCK_OFFSET = 1_700_000_000_377;

function commands(name: string, entry: Entry, { args, now }: { args: string[]; now: number }): LuaValue {
  const { fields } = entry;
  const [first = '', second = ''] = args;
  switch (name) {
    case 'PTTL':
      return fields.size > 0 && Number.isFinite(entry.expiresAt) ? Math.ceil(entry.expiresAt - now) : -2;
    case 'PEXPIRE':
      entry.expiresAt = now + Number(first);
      return 1;
    case 'SET':
      fields.set('', first);
      entry.expiresAt = now + Number(args[2]);
      return 'OK';
    case 'HGETALL':
      return [...fields].flat();
    case 'HINCRBY':
      fields.set(first, String(Number(fields.get(first) ?? 0) + Number(second)));
      return Number(fields.get(first));
    case 'HDEL':
    case 'ZREM':
      return fields.delete(first) ? 1 : 0;
    default:
      return sortedSetCommand(name, fields, args);
  }
}

function sortedSetCommand(name: string, fields: Fields, [first = '', second = '']: string[]): LuaValue {
  switch (name) {
    case 'ZADD':
      fields.set(second, first);
      return 1;
    case 'ZREMRANGEBYSCORE':
      for (const [member, score] of fields) {
        if (scoreOf(first) <= Number(score) && Number(score) <= scoreOf(second)) fields.delete(member);
      }
      return 1;
    case 'ZCARD':
      return fields.size;
    default:
      throw new Error(`The virtual Redis has no ${name}.`);
  }
}

function scoreOf(text: string): number {
  return text.endsWith('inf') ? Number(`${text.slice(0, 1)}Infinity`) : Number(text);
}

function copyOf(data: Data): Data {
  return new Map([...data].map(([key, { fields, expiresAt }]) => [key, { fields: new Map(fields), expiresAt }]));
}

/** One direction of a connection: it keeps the order. */
class Way {
  #freeAt = 0;

  send(delay: number, arrive: () => void): void {
    this.#freeAt = Math.max(this.#freeAt, performance.now() + delay);
    setTimeout(arrive, this.#freeAt - performance.now());
  }
}

/** What a connection needs of ioredis. */
export class VirtualClient extends EventEmitter {
  status: 'connecting' | 'ready' | 'close' = 'connecting';
  readonly stream = { destroy: () => undefined };
  readonly toRedis = new Way();
  readonly toProcess = new Way();

  constructor(readonly server: VirtualRedis) {
    super();
  }

  defineCommand(name: string, { lua, numberOfKeys }: { lua: string; numberOfKeys: number }): void {
    Reflect.set(this, name, (...args: (string | number)[]) => {
      const words = args.map(String);
      return this.server.exchange(this, () =>
        this.server.run(lua, words.slice(0, numberOfKeys), words.slice(numberOfKeys)),
      );
    });
  }

  zrem(key: string, member: string): Promise<LuaValue> {
    return this.server.exchange(this, () =>
      this.server.run("return redis.call('ZREM', KEYS[1], ARGV[1])", [key], [member]),
    );
  }

  disconnect(): void {
    this.server.drop(this);
    this.become('close');
  }

  becomeReadyIn(milliseconds: number): void {
    setTimeout(() => {
      if (this.server.isUp) this.become('ready');
    }, milliseconds);
  }

  become(status: 'ready' | 'close'): void {
    if (this.status === status) return;
    this.status = status;
    this.emit(status);
  }
}
