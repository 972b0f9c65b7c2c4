import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { readSeries } from '../harness/metric-series.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';
import { startedProcesses, type ObservedProcess, type Settings } from '../harness/started-process.js';

// Several processes of one merchant, as behind a load balancer.

const { observe } = startedProcesses();

/** No query may take longer beside a simulator on the same machine, whatever happens to Redis. */
const MAX_QUERY_MS = 2000;

interface Replica {
  readonly url: string;
  readonly process: ObservedProcess;
  /** Resolves when an event has been logged this often. */
  readonly hasLogged: (event: string, times?: number) => Promise<void>;
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
    AUTH: 'none',
    REDIS_URL: redisUrl,
    RATE_LIMIT: 'off',
    ...settings,
  });
  return {
    url: await process.url(),
    process,
    async hasLogged(event, times = 1) {
      while (process.logged().split(`"${event}"`).length <= times) await passed(10);
    },
  };
}

const CONNECTED = 'redis connected';
const UNAVAILABLE = 'redis unavailable: each process uses its own counts';

interface Outcome {
  readonly status: number;
  readonly code: string;
  readonly milliseconds: number;
}

let queryCount = 0;
async function query({ url }: Pick<Replica, 'url'>): Promise<Outcome> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'query($name: String) { paymentDetail(paymentId: "24259238", conversationId: $name) { id } }',
      variables: { name: `${(queryCount += 1)}` },
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
    await Promise.all(replicas.map(({ hasLogged }) => hasLogged(CONNECTED)));
    return replicas;
  };
  /** Whether no process has lost Redis. On a busy machine one may, and then uses its own counts: a third of a quota. */
  const allStayedConnected = (replicas: readonly Replica[]) =>
    replicas.every(({ process }) => !process.logged().includes(UNAVAILABLE));
  const queryAll = (replicas: readonly Replica[], times: number) =>
    Promise.all(replicas.flatMap((replica) => Array.from({ length: times }, () => query(replica))));

  test('together never exceed a quota, and use all of it', async () => {
    const replicas = await startThree({ IYZICO_QUOTA: 'payment-detail=40' });
    const outcomes: Outcome[] = [];
    // The share that is set aside for each process shrinks with what is left.
    while (simulator.calls.length < 40) {
      outcomes.push(...(await queryAll(replicas, 1)));
      await passed(20);
    }
    outcomes.push(...(await queryAll(replicas, 5)));
    expect(simulator.calls.length).toBe(40);
    expect(tally(outcomes)).toEqual({ OK: 40, IYZICO_RATE_LIMITED: outcomes.length - 40 });
  });

  test('together never exceed a quota under concurrent queries', async () => {
    const replicas = await startThree({ IYZICO_QUOTA: 'payment-detail=40' });
    await queryAll(replicas, 30);
    expect(simulator.calls.length).toBeLessThanOrEqual(allStayedConnected(replicas) ? 40 : 66);
  });

  test('share one rate limit', async () => {
    const replicas = await startThree({ RATE_LIMIT: '10' });
    const outcomes: Outcome[] = [];
    for (let i = 0; i < 8; i++) outcomes.push(...(await queryAll(replicas, 1)));
    expect(outcomes.filter(({ status }) => status === 429).length).toBe(tally(outcomes).RATE_LIMITED);
    expect(simulator.calls.length).toBe(tally(outcomes).OK);
    if (allStayedConnected(replicas)) expect(tally(outcomes)).toEqual({ OK: 10, RATE_LIMITED: 14 });
  });

  /** Queries all replicas repeatedly while `action` runs. */
  async function underLoad(
    { replicas, clients, pause }: { replicas: readonly Replica[]; clients: number; pause: number },
    action: () => Promise<void>,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let isOver = false;
    const clientLoops = replicas.flatMap((replica) =>
      Array.from({ length: clients }, async () => {
        while (!isOver) {
          outcomes.push(await query(replica));
          await passed(pause);
        }
      }),
    );
    await action();
    isOver = true;
    await Promise.all(clientLoops);
    return outcomes;
  }

  const losses: [string, (replicas: readonly Replica[]) => Promise<void>][] = [
    [
      'is killed and restarted',
      async (replicas) => {
        await redis.kill();
        await Promise.all(replicas.map(({ hasLogged }) => hasLogged(UNAVAILABLE)));
        await passed(500);
        await redis.restart();
        await Promise.all(replicas.map(({ hasLogged }) => hasLogged(CONNECTED, 2)));
      },
    ],
    [
      'hangs and resumes',
      async (replicas) => {
        redis.hang();
        await Promise.all(replicas.map(({ hasLogged }) => hasLogged(UNAVAILABLE)));
        await passed(1500);
        redis.resume();
        await Promise.all(replicas.map(({ hasLogged }) => hasLogged(CONNECTED, 2)));
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

  test.each(losses)('answer every query while Redis %s', async (_how, lose) => {
    const replicas = await startThree();
    const outcomes = await underLoad({ replicas, clients: 3, pause: 0 }, async () => {
      await passed(300);
      await lose(replicas);
      await passed(300);
    });
    expect(tally(outcomes)).toEqual({ OK: outcomes.length });
    expect(Math.max(...outcomes.map(({ milliseconds }) => milliseconds))).toBeLessThan(MAX_QUERY_MS);
    for (const { url } of replicas) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test.each(losses)('together exceed a quota by one window at most while Redis %s', async (_how, lose) => {
    const replicas = await startThree({ IYZICO_QUOTA: 'payment-detail=60' });
    // Several times as many queries as the quota allows, so that a slow machine uses it up too.
    const outcomes = await underLoad({ replicas, clients: 1, pause: 10 }, async () => {
      await passed(300);
      await lose(replicas);
      await passed(1000);
    });
    expect(Object.keys(tally(outcomes)).sort()).toEqual(['IYZICO_RATE_LIMITED', 'OK']);
    expect(simulator.calls.length).toBeGreaterThanOrEqual(50);
    expect(simulator.calls.length).toBeLessThanOrEqual(2 * 60);
  });

  test('shut down in time while Redis hangs', async () => {
    const [replica] = await startThree();
    redis.hang();
    replica?.process.send('SIGTERM');
    expect(await replica?.process.exit).toBe(0);
  });

  test('show in their metrics the state of Redis and the rest of the shared quota', async () => {
    const settings = { METRICS_PORT: '0', IYZICO_QUOTA: 'payment-detail=40' };
    const [first, second] = await Promise.all([0, 1].map(() => startReplica(redis.url, settings)));
    if (first === undefined || second === undefined) throw new Error('no replica started');
    await Promise.all([first.hasLogged(CONNECTED), second.hasLogged(CONNECTED)]);
    await query(first);
    const shown = async (name: string) => {
      const text = await (await fetch(await second.process.metricsUrl())).text();
      return readSeries(text).find((series) => series.name === `iyzico_graphql_${name}`)?.value;
    };
    // On a busy machine the second process may read its own count first.
    while ((await shown('quota_left')) !== 39) await passed(50);
    expect(await shown('redis_up')).toBe(1);
    await redis.kill();
    await second.hasLogged(UNAVAILABLE);
    expect([await shown('redis_up'), await shown('quota_left')]).toEqual([0, 40]);
  });
});

describe('a process without a working Redis', () => {
  let other: NetServer | undefined;
  afterEach(() => other?.close());

  const startFakeRedis = async (answer: string | null) => {
    other = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => answer !== null && socket.write(answer));
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    return `redis://127.0.0.1:${(other.address() as AddressInfo).port}`;
  };

  test.each<[string, () => Promise<string>]>([
    ['is not running', () => Promise.resolve('redis://127.0.0.1:1')],
    ['has an unknown host name', () => Promise.resolve('redis://redis.invalid:6379')],
    ['does not answer', () => startFakeRedis(null)],
    ['answers garbage', () => startFakeRedis('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('starts and serves with a tenth of the quota if Redis %s', async (_how, redisUrl) => {
    const replica = await startReplica(await redisUrl(), { IYZICO_QUOTA: 'payment-detail=30' });
    expect((await fetch(`${replica.url}/readyz`)).status).toBe(200);
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => query(replica)));
    expect(tally(outcomes)).toEqual({ OK: 3, IYZICO_RATE_LIMITED: 2 });
    expect(Math.max(...outcomes.map(({ milliseconds }) => milliseconds))).toBeLessThan(MAX_QUERY_MS);
    expect(simulator.calls.length).toBe(3);
  });
});
