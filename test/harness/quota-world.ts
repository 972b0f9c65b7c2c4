import { jest } from '@jest/globals';
import { RedisConnection } from '../../src/redis/connection.js';
import { QuotaProcess } from './quota-process.js';
import { VirtualRedis, type VirtualClient } from './virtual-redis.js';

/** Calls beyond the quota that a guarantee allows, and when, in milliseconds of the virtual clock. */
interface Allowance {
  /** `window`: Redis or its data was lost, so one window's worth more is allowed, but not without Redis itself. */
  readonly why: 'window' | 'newcomer' | 'one cut off' | 'never reported';
  readonly calls: number;
  readonly from: number;
  until: number;
}

const MINUTE_MS = 60_000;
/** After this time no event of before has an effect: a window, and the time to report. */
export const FORGOTTEN_MS = 66_000;

/** A process with its client of the virtual Redis. */
class VirtualProcess extends QuotaProcess {
  readonly client: VirtualClient;

  constructor(redis: VirtualRedis, quota: number) {
    const { client, redis: typed } = redis.connect();
    super(quota, (settings) => new RedisConnection({ ...settings, url: '' }, typed));
    this.client = client;
  }
}

/** Several processes of one merchant with one Redis, and every call that they made. */
export class QuotaWorld {
  readonly redis = new VirtualRedis();
  readonly processes: VirtualProcess[] = [];
  readonly #ended: VirtualProcess[] = [];
  readonly #allowances: Allowance[] = [];
  /** When Redis did not answer anybody: from and until. */
  readonly #outages: { readonly from: number; until: number }[] = [];
  #lostAt = Infinity;

  constructor(readonly quota: number) {}

  async pass(milliseconds: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(milliseconds);
    for (const allowance of this.#allowances) if (allowance.until === Infinity) this.#mayEnd(allowance);
  }

  async start(): Promise<void> {
    const started = new VirtualProcess(this.redis, this.quota);
    this.processes.push(started);
    const start = { isReady: false };
    void started.connection.ready().then(() => (start.isReady = true));
    while (!start.isReady) await this.pass(50);
    if (started.connection.processes() !== null) return;
    this.#allow('newcomer', Math.max(1, Math.floor(this.quota / 10)), Infinity);
  }

  /** Calls many times at once, then lets time pass. */
  async burst(index: number, calls: number, milliseconds: number): Promise<void> {
    const caller = this.processes[index % this.processes.length];
    for (let i = 0; i < calls; i++) void caller?.call();
    await this.pass(milliseconds);
  }

  /** All processes call as much as they can. */
  async callAll(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 490) {
      for (const [i] of this.processes.entries()) await this.burst(i, Math.min(this.quota, 15), 0);
      await this.pass(490);
    }
  }

  async stop(index: number): Promise<void> {
    const stopped = this.#end(index);
    void stopped?.connection.close();
    await this.pass(300);
  }

  async kill(index: number): Promise<void> {
    const killed = this.#end(index);
    killed?.client.removeAllListeners();
    killed?.client.disconnect();
    await this.pass(0);
  }

  /** Redis answers one process too late for a while, and the others as ever; all call what they can. */
  async delayAnswers(index: number, milliseconds: number): Promise<void> {
    const delayed = this.processes[index % this.processes.length];
    if (!delayed) return;
    this.redis.delays.set(delayed.client, 300);
    this.#allowShare(milliseconds);
    await this.callAll(milliseconds);
    this.redis.delays.delete(delayed.client);
    await this.pass(1000);
  }

  /** One process has no connection for a while, and the others as ever; all call what they can. */
  async cut(index: number, milliseconds: number): Promise<void> {
    const client = this.processes[index % this.processes.length]?.client;
    client?.become('close');
    this.#allowShare(milliseconds);
    await this.callAll(milliseconds);
    if (this.redis.isUp) client?.become('ready');
    await this.callAll(2000);
  }

  async lose(how: 'hang' | 'kill'): Promise<void> {
    this.#lostAt = performance.now();
    this.#outages.push({ from: this.#lostAt, until: Infinity });
    this.#allow('window', this.quota, Infinity);
    if (how === 'hang') this.redis.hang();
    else this.redis.kill();
    await this.pass(0);
  }

  async resume(): Promise<void> {
    const [outage] = this.#outages.slice(-1);
    if (outage) outage.until = Math.min(outage.until, performance.now());
    this.redis.resume();
    await this.pass(0);
    this.#lostAt = Infinity;
  }

  async loseCounts(how: 'flush' | 'fail over'): Promise<void> {
    if (how === 'flush') this.redis.flush();
    else this.redis.failOver();
    this.#allow('window', this.quota, performance.now() + FORGOTTEN_MS);
    await this.pass(0);
  }

  async copyToReplica(): Promise<void> {
    this.redis.copyToReplica();
    await this.pass(0);
  }

  /** Calls of all processes since a time; by default, since the start. */
  made(since = 0): number {
    const all = [...this.processes, ...this.#ended].flatMap(({ calls }) => calls);
    return all.filter((at) => at >= since).length;
  }

  /** The first minute with more calls than the guarantees allow, or `null`. */
  broken(): object | null {
    const calls = [...this.processes, ...this.#ended].flatMap((process) => process.calls).sort((a, b) => a - b);
    const isInOutage = (at: number) => this.#outages.some(({ from, until }) => from <= at && at < until);
    return this.#excess(calls, () => true) ?? this.#excess(calls.filter(isInOutage), ({ why }) => why !== 'window');
  }

  #excess(calls: readonly number[], applies: (allowance: Allowance) => boolean): object | null {
    let first = 0;
    for (const [last, at] of calls.entries()) {
      while ((calls[first] ?? 0) <= at - MINUTE_MS) first++;
      const allowances = this.#allowances.filter(({ from, until }) => from <= at && at <= until).filter(applies);
      const allowed = allowances.reduce((sum, allowance) => sum + allowance.calls, this.quota);
      if (last - first + 1 > allowed) return { at, made: last - first + 1, allowed, allowances };
    }
    return null;
  }

  /** Calls that one process can make after a window without calls. */
  async usable(): Promise<number> {
    if (!this.redis.isUp) await this.resume();
    if (this.processes.length === 0) await this.start();
    this.redis.latency = 10;
    await this.pass(FORGOTTEN_MS + 4000);
    const [caller] = this.processes;
    const before = caller?.calls.length ?? 0;
    for (let round = 0; round < 20; round++) {
      await this.burst(0, this.quota, 400);
    }
    return (caller?.calls.length ?? 0) - before;
  }

  async close(): Promise<void> {
    for (const { connection } of this.processes) void connection.close();
    await this.pass(1000);
  }

  #end(index: number): VirtualProcess | undefined {
    const [ended] = this.processes.splice(index % this.processes.length, 1);
    if (!ended) return;
    this.#ended.push(ended);
    const unreported = ended.calls.filter((at) => at >= Math.min(this.#lostAt, ended.lostAt)).length;
    if (unreported > 0) this.#allow('never reported', unreported, performance.now() + FORGOTTEN_MS);
    return ended;
  }

  /** A process that alone loses Redis keeps to its share, while the others use the rest of the quota. */
  #allowShare(milliseconds: number): void {
    const share = Math.floor(this.quota / this.processes.length);
    this.#allow('one cut off', share, performance.now() + milliseconds + FORGOTTEN_MS);
  }

  #allow(why: Allowance['why'], calls: number, until: number): void {
    this.#allowances.push({ why, calls, from: performance.now(), until });
  }

  #mayEnd(allowance: Allowance): void {
    if (this.redis.isUp && this.#lostAt === Infinity) allowance.until = performance.now() + FORGOTTEN_MS;
  }
}
