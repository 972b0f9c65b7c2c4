import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { RedisConnection } from '../../src/redis/connection.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';

/** An upper bound for a change of state. */
const STATE_TIMEOUT_MS = 5000;

interface Watched {
  readonly connection: RedisConnection;
  /** The reported states, in order. */
  readonly states: boolean[];
  /** The reported codes of refusals. */
  readonly refused: string[];
  /** Resolves when Redis is up, or down. */
  readonly becomes: (up: boolean) => Promise<void>;
}

const connections: RedisConnection[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});

function watch(url: string, namespace = 'merchant'): Watched {
  const states: boolean[] = [];
  const refused: string[] = [];
  const connection = new RedisConnection({
    url,
    namespace,
    onState: (up) => states.push(up),
    onRefusal: (code) => refused.push(code),
  });
  connections.push(connection);
  return {
    connection,
    states,
    refused,
    async becomes(up) {
      const end = performance.now() + STATE_TIMEOUT_MS;
      while ((states.at(-1) ?? false) !== up) {
        if (performance.now() > end) throw new Error(`Redis was not reported ${up ? 'up' : 'down'} in time.`);
        await pause(10);
      }
    },
  };
}

const ping = (connection: RedisConnection) =>
  connection.send(
    (redis) => redis.ping(),
    (answer) => (answer === 'PONG' ? answer : null),
  );

describeWithRedis('a Redis server', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  test('does not count processes from before its clock was set back', async () => {
    const { connection, becomes } = watch(redis.url, 'set back');
    await becomes(true);
    await redis.client.zadd(connection.keyOf('connection', 'processes'), Date.now() + 3_600_000, 'gone');
    let heartbeats = 0;
    // The first one may have been on its way already.
    await new Promise<void>((resolve) => {
      connection.onHeartbeat(() => {
        if (++heartbeats === 2) resolve();
      });
    });
    expect(connection.processes()).toBe(1);
  });

  test('answers as soon as it is connected', async () => {
    const { connection, states, becomes } = watch(redis.url);
    expect(await ping(connection)).toBeNull();
    await becomes(true);
    expect(await ping(connection)).toBe('PONG');
    expect(states).toEqual([true]);
  });

  test('knows the number of live processes of a merchant, without those that closed', async () => {
    const [first, second, other] = [watch(redis.url, 'a'), watch(redis.url, 'a'), watch(redis.url, 'b')];
    await Promise.all([first, second, other].map(({ becomes }) => becomes(true)));
    while (first.connection.processes() !== 2) await pause(10);
    expect(other.connection.processes()).toBe(1);
    await second.connection.close();
    while (first.connection.processes() !== 1) await pause(10);
  });

  test('that hangs delays one request only, and is used again when it resumes', async () => {
    const { connection, states, becomes } = watch(redis.url);
    await becomes(true);
    redis.hang();
    try {
      const startedAt = performance.now();
      for (let i = 0; i < 100; i++) expect(await ping(connection)).toBeNull();
      // If each of them waited, this would take 25 seconds.
      expect(performance.now() - startedAt).toBeLessThan(1000);
      // Long enough for the connection to be dropped and made anew.
      await pause(2500);
      expect(states.at(-1)).toBe(false);
    } finally {
      redis.resume();
    }
    await becomes(true);
    expect(await ping(connection)).toBe('PONG');
  });

  test('that was killed gets no commands, and is used again when it has restarted', async () => {
    const { connection, states, becomes } = watch(redis.url);
    await becomes(true);
    await redis.kill();
    await becomes(false);
    expect(await ping(connection)).toBeNull();
    await redis.restart();
    await becomes(true);
    expect(await ping(connection)).toBe('PONG');
    expect(states).toEqual([true, false, true]);
  });

  test('that was flushed stays up, and the number of processes stays known', async () => {
    const both = [watch(redis.url, 'c'), watch(redis.url, 'c')] as const;
    const known = () => both.map(({ connection }) => connection.processes());
    while (known().join() !== '2,2') await pause(10);
    await redis.client.flushall();
    while ((await redis.client.zcard(both[0].connection.keyOf('connection', 'processes'))) !== 2) {
      expect(known()).toEqual([2, 2]);
      await pause(10);
    }
    expect(both.map(({ states }) => states)).toEqual([[true], [true]]);
  });

  test('that accepts no writes counts as down', async () => {
    const { connection, becomes } = watch(redis.url);
    await becomes(true);
    await redis.client.config('SET', 'maxmemory', '1');
    await becomes(false);
    await redis.client.config('SET', 'maxmemory', '0');
    await becomes(true);
    expect(await ping(connection)).toBe('PONG');
  });

  test('that refuses a command stays up, and reports the refusal once', async () => {
    const { connection, refused: codes, becomes } = watch(redis.url);
    await becomes(true);
    await redis.client.set('text', 'text');
    for (let i = 0; i < 3; i++) {
      await connection.send(
        (client) => client.hgetall('text'),
        (answer) => answer,
      );
    }
    expect(codes).toEqual(['WRONGTYPE']);
    const refused = await connection.send(
      (client) => client.call('NO-SUCH-COMMAND'),
      (answer) => answer,
    );
    expect(refused).toBeNull();
    expect(await ping(connection)).toBe('PONG');
  });
});

describe('a server that is not Redis', () => {
  let server: Server;
  const listen = async (replyTo: (command: string) => string) => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => socket.write(replyTo(data.toString())));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => server.close());

  test.each([
    ['bytes without a protocol', () => '\u0000\u0001 what?\r\n\r\n'],
    ['HTTP', () => 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'],
    ['OK to everything', (command: string) => '+OK\r\n'.repeat(command.split('*').length - 1)],
    ['unsolicited nulls', (command: string) => (command === '' ? '' : '$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n')],
    ['numbers to everything', (command: string) => ':-7\r\n'.repeat(command.split('*').length - 1)],
    ['nothing', () => ''],
  ])('never counts as up: %s', async (_what, replyTo) => {
    const { connection, states } = watch(await listen(replyTo));
    const startedAt = performance.now();
    while (performance.now() - startedAt < 1200) {
      expect(await ping(connection)).toBeNull();
      await pause(20);
    }
    expect(states.filter((up) => up)).toEqual([]);
  });

  test('is reported once if it never was up', async () => {
    const { states } = watch(await listen(() => ''));
    while (states.length === 0) await pause(10);
    expect(states).toEqual([false]);
  });
});
