import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { readSeries } from '../harness/metric-series.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';
import { startedProcesses, type ObservedProcess, type Settings } from '../harness/started-process.js';

// Several processes of one merchant, as a balancer would have them side by side.

const { observe } = startedProcesses();

/** Milliseconds that no query may take beside a simulator on the same machine, whatever becomes of Redis. */
const NEVER = 2000;

interface Replica {
  readonly url: string;
  readonly process: ObservedProcess;
  /** Resolves when an event was logged so often. */
  readonly logs: (event: string, times?: number) => Promise<void>;
}

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ apiKey: 'sandbox-a', secretKey: 'sandbox-s' });
});
afterEach(() => simulator.close());

async function startReplica(redisUrl: string, settings: Settings = {}): Promise<Replica> {
  const process = observe({
    IYZICO_BASE_URL: simulator.url,
    IYZICO_API_KEY: simulator.apiKey,
    IYZICO_SECRET_KEY: simulator.secretKey,
    REDIS_URL: redisUrl,
    RATE_LIMIT: 'off',
    ...settings,
  });
  return {
    url: await process.url(),
    process,
    async logs(event, times = 1) {
      while (process.logged().split(`"${event}"`).length <= times) await passed(10);
    },
  };
}

const THERE = 'redis connected';
const AWAY = 'redis unavailable: each process uses its own counts';

interface Outcome {
  readonly status: number;
  readonly code: string;
  readonly milliseconds: number;
}

let asked = 0;
async function ask({ url }: Pick<Replica, 'url'>): Promise<Outcome> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'query($name: String) { paymentDetail(paymentId: "24259238", conversationId: $name) { id } }',
      variables: { name: `${(asked += 1)}` },
    }),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  const code = errors?.[0]?.extensions.code ?? 'OK';
  return { status: response.status, code, milliseconds: performance.now() - startedAt };
}

function tally(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of outcomes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

describeWithRedis('three processes with one Redis', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    redis.resume();
    await redis.close();
  });

  const startThree = async (settings: Settings = {}) => {
    const replicas = await Promise.all([0, 1, 2].map(() => startReplica(redis.url, settings)));
    await Promise.all(replicas.map(({ logs }) => logs(THERE)));
    // Each hears of the others by its next beat.
    await passed(700);
    return replicas;
  };
  /** Whether none had to wait for Redis so long that it went by its own counts: a busy machine lets that happen. */
  const stayedTogether = (replicas: readonly Replica[]) =>
    replicas.every(({ process }) => !process.logged().includes(AWAY));
  const askAll = (replicas: readonly Replica[], times: number) =>
    Promise.all(replicas.flatMap((replica) => Array.from({ length: times }, () => ask(replica))));

  test('never exceed a quota together, and use it to the last', async () => {
    const replicas = await startThree({ IYZICO_QUOTA: 'payment-detail=40' });
    const outcomes: Outcome[] = [];
    for (let i = 0; i < 19; i++) outcomes.push(...(await askAll(replicas, 1)));
    expect(simulator.calls.length).toBeLessThanOrEqual(40);
    if (stayedTogether(replicas)) expect(tally(outcomes)).toEqual({ OK: 40, IYZICO_RATE_LIMITED: 17 });
  });

  test('never exceed a quota together where all ask at once', async () => {
    const replicas = await startThree({ IYZICO_QUOTA: 'payment-detail=40' });
    await askAll(replicas, 30);
    expect(simulator.calls.length).toBeLessThanOrEqual(40);
  });

  test('hold callers to one rate together', async () => {
    const replicas = await startThree({ RATE_LIMIT: '10' });
    const outcomes: Outcome[] = [];
    for (let i = 0; i < 8; i++) outcomes.push(...(await askAll(replicas, 1)));
    expect(outcomes.filter(({ status }) => status === 429).length).toBe(tally(outcomes).RATE_LIMITED);
    expect(simulator.calls.length).toBe(tally(outcomes).OK);
    if (stayedTogether(replicas)) expect(tally(outcomes)).toEqual({ OK: 10, RATE_LIMITED: 14 });
  });

  /** Asks all of them, again and again, for as long as something is done. */
  async function underLoad(
    { replicas, clients, pause }: { replicas: readonly Replica[]; clients: number; pause: number },
    deed: () => Promise<void>,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let isOver = false;
    const asking = replicas.flatMap((replica) =>
      Array.from({ length: clients }, async () => {
        while (!isOver) {
          outcomes.push(await ask(replica));
          await passed(pause);
        }
      }),
    );
    await deed();
    isOver = true;
    await Promise.all(asking);
    return outcomes;
  }

  const losses: [string, (replicas: readonly Replica[]) => Promise<void>][] = [
    [
      'is killed, and started again',
      async (replicas) => {
        await redis.kill();
        await Promise.all(replicas.map(({ logs }) => logs(AWAY)));
        await passed(500);
        await redis.restart();
        await Promise.all(replicas.map(({ logs }) => logs(THERE, 2)));
      },
    ],
    [
      'hangs, and goes on',
      async (replicas) => {
        redis.hang();
        await Promise.all(replicas.map(({ logs }) => logs(AWAY)));
        await passed(1500);
        redis.resume();
        await Promise.all(replicas.map(({ logs }) => logs(THERE, 2)));
      },
    ],
    [
      'is flushed',
      async () => {
        await redis.client.flushall();
        await passed(1000);
      },
    ],
  ];

  test.each(losses)('answer every query while it %s', async (_how, deed) => {
    const replicas = await startThree();
    const outcomes = await underLoad({ replicas, clients: 3, pause: 0 }, async () => {
      await passed(300);
      await deed(replicas);
      await passed(300);
    });
    expect(tally(outcomes)).toEqual({ OK: outcomes.length });
    expect(Math.max(...outcomes.map(({ milliseconds }) => milliseconds))).toBeLessThan(NEVER);
    for (const { url } of replicas) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test.each(losses)('never exceed a quota together while it %s', async (_how, deed) => {
    const replicas = await startThree({ IYZICO_QUOTA: 'payment-detail=60' });
    // So many that they would use it up in a second.
    const outcomes = await underLoad({ replicas, clients: 1, pause: 50 }, async () => {
      await passed(300);
      await deed(replicas);
      await passed(1000);
    });
    expect(Object.keys(tally(outcomes)).sort()).toEqual(['IYZICO_RATE_LIMITED', 'OK']);
    expect(simulator.calls.length).toBeLessThanOrEqual(60);
  });

  test('end within their time, whatever Redis does', async () => {
    const [replica] = await startThree();
    redis.hang();
    replica?.process.send('SIGTERM');
    expect(await replica?.process.exit).toBe(0);
  });

  test('show operators whether it is there, and what is left of the quota of all', async () => {
    const settings = { METRICS_PORT: '0', IYZICO_QUOTA: 'payment-detail=40' };
    const [first, second] = await Promise.all([0, 1].map(() => startReplica(redis.url, settings)));
    if (first === undefined || second === undefined) throw new Error('nobody started');
    await Promise.all([first.logs(THERE), second.logs(THERE)]);
    await ask(first);
    const shown = async (name: string) => {
      const text = await (await fetch(await second.process.metricsUrl())).text();
      return readSeries(text).find((series) => series.name === `iyzico_graphql_${name}`)?.value;
    };
    expect([await shown('redis_up'), await shown('quota_left')]).toEqual([1, 39]);
    await redis.kill();
    await second.logs(AWAY);
    expect([await shown('redis_up'), await shown('quota_left')]).toEqual([0, 40]);
  });
});

describe('a process whose Redis is none', () => {
  let other: NetServer | undefined;
  afterEach(() => other?.close());

  const listening = async (answer: string | null) => {
    other = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => answer !== null && socket.write(answer));
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    return `redis://127.0.0.1:${(other.address() as AddressInfo).port}`;
  };

  test.each<[string, () => Promise<string>]>([
    ['is away', () => Promise.resolve('redis://127.0.0.1:1')],
    ['has a name that is nobody’s', () => Promise.resolve('redis://redis.invalid:6379')],
    ['says nothing', () => listening(null)],
    ['talks garbage', () => listening('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('starts and serves where it %s, within its own limits', async (_how, redisUrl) => {
    const replica = await startReplica(await redisUrl(), { IYZICO_QUOTA: 'payment-detail=3' });
    expect((await fetch(`${replica.url}/readyz`)).status).toBe(200);
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => ask(replica)));
    expect(tally(outcomes)).toEqual({ OK: 3, IYZICO_RATE_LIMITED: 2 });
    expect(Math.max(...outcomes.map(({ milliseconds }) => milliseconds))).toBeLessThan(NEVER);
    expect(simulator.calls.length).toBe(3);
  });
});
