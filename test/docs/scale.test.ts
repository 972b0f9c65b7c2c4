import { readFileSync } from 'node:fs';
import { readConfig } from '../../src/config/index.js';
import { remainingLife } from '../../src/iyzico/services/access-token.js';
import { serviceNames } from '../../src/iyzico/wire/endpoints.js';
import { defaultServiceLimits } from '../../src/iyzico/policy/service-policy.js';
import { QUOTA_WINDOW_SECONDS } from '../../src/iyzico/policy/sliding-window.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { options, outcomeOf, session } from '../harness/test-client.js';
import { join, type Member } from '../harness/redis-members.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';

// docs/scale.md calculates for operators. It must use the numbers of the code.

const text = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const scale = text('docs/scale.md').replace(/\s+/g, ' ');
const rows = text('docs/scale.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

const { inFlight, maxWaiting: waiting, maxWaitMs: maxWaitMs } = defaultServiceLimits;
const config = readConfig({}, () => '');
/** Seconds for which a call counts. */
const counted = QUOTA_WINDOW_SECONDS;

test.each([
  ['calls in flight', `With ${inFlight} calls in flight to a service, a process makes ${inFlight} / latency a second`],
  ['calls that wait', `Another ${waiting} wait, ${maxWaitMs} ms at most`],
  ['connections', `(${serviceNames.length} + 1) · ${inFlight} = ${(serviceNames.length + 1) * inFlight} at most`],
  ['the window of a quota', `counted against \`IYZICO_QUOTA\`, each for ${counted} s`],
  ['the life of an access token', `access tokens, for ${remainingLife('opaque', 0) / 1000} s at most`],
  ["a shopper's call budget", `12 of a shopper's ${config.shopperCallsPerMinute} calls a minute`],
])('docs/scale.md uses the number of the code for %s', (_what, sentence) => {
  expect(scale).toContain(sentence);
});

test('docs/scale.md names only existing settings', () => {
  const example = text('.env.example');
  const named = new Set(scale.match(/\b(?:IYZICO|REDIS|READ|RATE|SHOPPER|TRUST|AUTH|CORS|OPERATION)_[A-Z_]*[A-Z]\b/g));
  // Error codes look like settings.
  const settings = [...named].filter((name) => !/^IYZICO_(?:RATE_LIMITED|MISCONFIGURED|TIMEOUT)$/.test(name));
  expect(settings.length).toBeGreaterThan(5);
  expect(settings.filter((name) => !example.includes(name))).toEqual([]);
});

test('the quotas in docs/scale.md follow from the calls of a checkout', () => {
  const calls = rows.filter(([, service]) => serviceNames.some((name) => service === `\`${name}\``));
  expect(calls).toHaveLength(4);
  for (const [, service = '', sum = '', ...numbers] of calls) {
    const parts = (sum.split('=')[0] ?? '').split('+').map(Number);
    const all = parts.reduce((total, part) => total + part, 0);
    // A tenth of this quota is reserved for session expiry, which comes last in the sum.
    const [reads, left] = service === '`retrieve-payment`' ? [all - (parts.at(-1) ?? 0), 0.9] : [all, 1];
    const minutely = [10, 1000].map((checkouts) => checkouts * 60);
    const expected = [
      ...minutely.map((checkouts) => Math.round(all * checkouts)),
      ...minutely.map((checkouts) => Math.ceil((reads * checkouts * counted) / 60 / left - 1e-6)),
    ];
    expect(numbers.slice(0, 4).map((number) => Number(number.replaceAll(',', '')))).toEqual(expected);
  }
});

describeWithRedis('a Redis user with the permissions in docs/scale.md', () => {
  let server: RedisServer;
  let simulator: Simulator;
  let member: Member;
  beforeEach(async () => {
    [server, simulator] = await Promise.all([startRedis(), startSimulator()]);
    const rules = /ACL SETUSER shop (.*?) ```/.exec(scale)?.[1] ?? '';
    await server.client.call('ACL', 'SETUSER', 'shop', ...rules.split(' '));
    member = await join({
      simulator,
      redisUrl: server.url.replace('//', '//shop:PASSWORD@'),
      settings: { quota: { 'retrieve-access-token': 50, 'last-payment-info': 50 } },
    });
  });
  afterEach(async () => {
    await member.close();
    await Promise.all([server.close(), simulator.close()]);
  });

  const retrieveLastPayment = () => outcomeOf(member.iyzico.retrieveLastPayment(session, options));
  const deniedCommands = () => server.client.call('ACL', 'LOG');

  test('may run every command of a process', async () => {
    await retrieveLastPayment();
    const [counts = ''] = await server.client.keys('*:calls:last-payment-info');
    // A count of a minute long past, which the process removes.
    await server.client.hset(counts, 1, 1);
    simulator.answerNext('last-payment-info', { errorCode: '11' });
    await retrieveLastPayment();
    await member.iyzico.expireSession(session, options);
    simulator.answerNext('retrieve-access-token', { errorCode: '50000' });
    expect(await retrieveLastPayment()).toMatchObject({ failure: { meaning: 'rate-limited' } });
    expect(await member.redis.rateLimit({ name: 'requests', points: 1, duration: 60 })('token')).toBe(0);

    const kinds = (await server.client.keys('*')).map((name) => /\}:(\w+)/.exec(name)?.[1]);
    expect([...new Set(kinds)].sort()).toEqual(['calls', 'closed', 'connection', 'forgotten', 'limit']);
    expect(await server.client.hexists(counts, '1')).toBe(0);
    expect(await deniedCommands()).toEqual([]);
    await member.close();
    expect(await deniedCommands()).toEqual([]);
  });
});
