import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { setTimeout as passed } from 'node:timers/promises';
import { openLink, type Link } from '../../src/redis/connection.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';

/** Milliseconds in which Redis is to be taken back; how long it may take, not how long it takes. */
const SOON = 5000;

interface Watched {
  readonly link: Link;
  /** What was told of Redis, in order. */
  readonly told: boolean[];
  /** What Redis refused with, as far as it was told. */
  readonly refused: string[];
  /** Resolves when Redis is there, or away. */
  readonly becomes: (up: boolean) => Promise<void>;
}

const links: Link[] = [];
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
});

function watch(url: string, namespace = 'merchant'): Watched {
  const told: boolean[] = [];
  const refused: string[] = [];
  const link = openLink({
    url,
    namespace,
    onState: (up) => told.push(up),
    onRefusal: (code) => refused.push(code),
  });
  links.push(link);
  return {
    link,
    told,
    refused,
    async becomes(up) {
      const end = performance.now() + SOON;
      while ((told.at(-1) ?? false) !== up) {
        if (performance.now() > end) throw new Error(`Redis was not taken for ${up ? 'there' : 'away'} in time.`);
        await passed(10);
      }
    },
  };
}

const ping = (link: Link) =>
  link.ask(
    (redis) => redis.ping(),
    (answer) => (answer === 'PONG' ? answer : null),
  );

describeWithRedis('a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  test('answers as soon as it is there', async () => {
    const { link, told, becomes } = watch(redis.url);
    expect(await ping(link)).toBeNull();
    await becomes(true);
    expect(await ping(link)).toBe('PONG');
    expect(told).toEqual([true]);
  });

  test('knows how many processes of a merchant live, and forgets those that closed', async () => {
    const [first, second, other] = [watch(redis.url, 'a'), watch(redis.url, 'a'), watch(redis.url, 'b')];
    await Promise.all([first, second, other].map(({ becomes }) => becomes(true)));
    while (first.link.processes() !== 2) await passed(10);
    expect(other.link.processes()).toBe(1);
    await second.link.close();
    while (first.link.processes() !== 1) await passed(10);
  });

  test('that hangs is waited for once, and taken back when it goes on', async () => {
    const { link, told, becomes } = watch(redis.url);
    await becomes(true);
    redis.hang();
    try {
      const startedAt = performance.now();
      for (let i = 0; i < 100; i++) expect(await ping(link)).toBeNull();
      // Each of them waiting would be four seconds.
      expect(performance.now() - startedAt).toBeLessThan(1000);
      // Long enough for the connection to be given up and made anew.
      await passed(2500);
      expect(told.at(-1)).toBe(false);
    } finally {
      redis.resume();
    }
    await becomes(true);
    expect(await ping(link)).toBe('PONG');
  });

  test('that was killed is not asked, and taken back when it is started again', async () => {
    const { link, told, becomes } = watch(redis.url);
    await becomes(true);
    await redis.kill();
    await becomes(false);
    expect(await ping(link)).toBeNull();
    await redis.restart();
    await becomes(true);
    expect(await ping(link)).toBe('PONG');
    expect(told).toEqual([true, false, true]);
  });

  test('that was flushed is there all the same, in another epoch', async () => {
    const { link, told, becomes } = watch(redis.url);
    await becomes(true);
    const before = await redis.client.get(link.epochKey);
    await redis.client.flushall();
    let epoch = await redis.client.get(link.epochKey);
    while (epoch === null) epoch = await redis.client.get(link.epochKey);
    expect(epoch).not.toBe(before);
    expect(told).toEqual([true]);
  });

  test('that takes nothing in does not count as there', async () => {
    const { link, becomes } = watch(redis.url);
    await becomes(true);
    await redis.client.config('SET', 'maxmemory', '1');
    await becomes(false);
    await redis.client.config('SET', 'maxmemory', '0');
    await becomes(true);
    expect(await ping(link)).toBe('PONG');
  });

  test('that refuses a question is there all the same, and that is told once', async () => {
    const { link, refused: told, becomes } = watch(redis.url);
    await becomes(true);
    await redis.client.set('text', 'text');
    for (let i = 0; i < 3; i++) {
      await link.ask(
        (client) => client.hgetall('text'),
        (answer) => answer,
      );
    }
    expect(told).toEqual(['WRONGTYPE']);
    const refused = await link.ask(
      (client) => client.call('NO-SUCH-COMMAND'),
      (answer) => answer,
    );
    expect(refused).toBeNull();
    expect(await ping(link)).toBe('PONG');
  });
});

describe('what is no Redis', () => {
  let server: Server;
  const listen = async (greeting: (command: string) => string) => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => socket.write(greeting(data.toString())));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => server.close());

  test.each([
    ['bytes that are no protocol', () => '\u0000\u0001 what?\r\n\r\n'],
    ['HTTP', () => 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'],
    ['OK to everything', (command: string) => '+OK\r\n'.repeat(command.split('*').length - 1)],
    ['nothing, unasked', (command: string) => (command === '' ? '' : '$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n')],
    ['numbers to everything', (command: string) => ':-7\r\n'.repeat(command.split('*').length - 1)],
    ['nothing', () => ''],
  ])('is never taken for there: %s', async (_what, greeting) => {
    const { link, told } = watch(await listen(greeting));
    const startedAt = performance.now();
    while (performance.now() - startedAt < 1200) {
      expect(await ping(link)).toBeNull();
      await passed(20);
    }
    expect(told.filter((up) => up)).toEqual([]);
  });

  test('is told of once, where it never came', async () => {
    const { told } = watch(await listen(() => ''));
    while (told.length === 0) await passed(10);
    expect(told).toEqual([false]);
  });
});
