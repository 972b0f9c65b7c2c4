import { setTimeout as pause } from 'node:timers/promises';
import type { IyzicoSettings } from '../../src/iyzico/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { chosen, options, outcomeOf, session } from '../harness/test-client.js';
import { put } from '../harness/sample.js';
import { until } from '../harness/simulator-caller.js';
import { leaksOfText } from '../harness/canaries.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';
import { join, type Member } from '../harness/redis-members.js';

/** The service that sells an access token, and the service that needs one. */
const [purchase, use] = ['retrieve-access-token', 'last-payment-info'] as const;
const anotherSession = { sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' };

let server: RedisServer;
let simulator: Simulator;
let members: Member[];

function useRedis(): void {
  beforeEach(async () => {
    [server, simulator] = await Promise.all([startRedis(), startSimulator()]);
    members = [];
  });
  afterEach(async () => {
    server.resume();
    await Promise.all(members.map((member) => member.close()));
    await Promise.all([server.close(), simulator.close()]);
  });
}

async function addMember(settings: Partial<IyzicoSettings> = {}): Promise<Member> {
  const member = await join({ simulator, redisUrl: server.url, settings });
  members.push(member);
  return member;
}

const calledServices = () => simulator.calls.map(({ service }) => service);
const retrieve = ({ iyzico }: Member) => iyzico.retrieveLastPayment(session, options);
const storedTokens = () => server.client.keys('*:token:*');

describeWithRedis('processes that share access tokens', () => {
  useRedis();

  test('buy one token for all', async () => {
    await retrieve(await addMember());
    await retrieve(await addMember());
    expect(calledServices()).toEqual([purchase, use, use]);
    const [, first, second] = simulator.calls.map(({ headers }) => headers['access-token']);
    expect(second).toBe(first);
  });

  test('store neither the token nor the session token as plain text', async () => {
    await retrieve(await addMember());
    const text = await server.dump();
    expect(text).toContain(':token:');
    expect(text).not.toContain(simulator.calls[1]?.headers['access-token']);
    expect(leaksOfText(text)).toEqual([]);
    expect(text).not.toContain(session.sessionToken);
  });

  test('store the token for no longer than it can be used', async () => {
    simulator.answerNext(purchase, { edit: put('accessToken', '"opaque"') });
    await outcomeOf(retrieve(await addMember()));
    const [name = ''] = await storedTokens();
    const lifetime = await server.client.pttl(name);
    expect(lifetime).toBeLessThanOrEqual(270_000);
    expect(lifetime).toBeGreaterThan(200_000);
  });

  test('do not store a token that is about to expire', async () => {
    const exp = Math.floor(Date.now() / 1000) + 20;
    const expiring = `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2ln`;
    simulator.answerNext(purchase, { edit: put('accessToken', JSON.stringify(expiring)) });
    await outcomeOf(retrieve(await addMember()));
    expect(await storedTokens()).toEqual([]);
  });

  test('drop the token when one of them expires the session', async () => {
    const [first, second] = [await addMember(), await addMember()];
    await retrieve(first);
    await retrieve(second);
    await second.iyzico.expireSession(session, options);
    expect(await storedTokens()).toEqual([]);
    simulator.forget();
    await outcomeOf(retrieve(first));
    expect(calledServices()[0]).toBe(purchase);
  });

  test('do not store a token that was bought before one of them expired the session', async () => {
    const [buyer, other] = [await addMember(), await addMember()];
    simulator.answerNext(purchase, { delay: 300 });
    const outcome = outcomeOf(retrieve(buyer));
    await until(() => simulator.calls.length > 0);
    await other.iyzico.expireSession(session, options);
    await outcome;
    expect(await storedTokens()).toEqual([]);
  });

  test('store a token that was bought while another session was expired', async () => {
    const member = await addMember();
    simulator.answerNext(purchase, { delay: 300 });
    const payment = retrieve(member);
    await until(() => simulator.calls.length > 0);
    await member.iyzico.expireSession(anotherSession, options);
    await payment;
    expect(await storedTokens()).toHaveLength(1);
  });

  test('buy another token for all where iyzico refuses the first one', async () => {
    const [first, second] = [await addMember(), await addMember()];
    await retrieve(first);
    simulator.answerNext(use, { errorCode: '11' });
    await retrieve(second);
    await retrieve(first);
    expect(calledServices()).toEqual([purchase, use, use, purchase, use, use]);
  });
});

describeWithRedis('processes whose shared access tokens are lost or wrong', () => {
  useRedis();

  test('drop a token as soon as Redis answers again, where the session was expired during an outage', async () => {
    const [first, second] = [await addMember(), await addMember()];
    await retrieve(first);
    server.hang();
    await first.iyzico.expireSession(session, options);
    server.resume();
    await Promise.all([first.hears(true), second.hears(true)]);
    while ((await storedTokens()).length > 0) await pause(10);
    simulator.forget();
    await outcomeOf(retrieve(second));
    expect(calledServices()[0]).toBe(purchase);
  });

  test('hold a token each while Redis is down', async () => {
    const [first, second] = [await addMember(), await addMember()];
    await retrieve(first);
    await server.kill();
    await retrieve(first);
    await retrieve(second);
    await retrieve(second);
    expect(calledServices()).toEqual([purchase, use, use, purchase, use, use]);
  });

  test.each([
    ['another text', 'garbage'],
    ['an empty text', ''],
  ])('buy another token where Redis has %s in its place', async (_what, garbage) => {
    await retrieve(await addMember());
    for (const name of await storedTokens()) await server.client.set(name, garbage);
    await retrieve(await addMember());
    expect(calledServices()).toEqual([purchase, use, purchase, use]);
  });

  test('do not use a token that was encrypted for another session', async () => {
    const member = await addMember();
    await retrieve(member);
    await outcomeOf(member.iyzico.retrieveLastPayment(anotherSession, options));
    const [one = '', two = ''] = await storedTokens();
    const [first = '', second = ''] = (await server.client.mget(one, two)).map(String);
    await server.client.mset(one, second, two, first);
    simulator.forget();
    await retrieve(member);
    expect(calledServices()).toEqual([purchase, use]);
  });

  test('cannot decrypt the tokens of another merchant', async () => {
    await retrieve(await addMember());
    const other = await addMember({ secretKey: 'of-another-merchant' });
    simulator.forget();
    await outcomeOf(other.iyzico.retrieveLastPayment(session, chosen('other')));
    expect(calledServices()).toEqual([purchase]);
  });
});
