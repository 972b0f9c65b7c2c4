import { setTimeout as passed } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { chosen, options, outcomeOf, session } from '../harness/test-client.js';
import { put } from '../harness/sample.js';
import { leaksOfText } from '../harness/canaries.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';
import { join, type Member } from '../harness/redis-members.js';

const [bought, used] = ['retrieve-access-token', 'last-payment-info'] as const;

describeWithRedis('processes that share access tokens', () => {
  let server: RedisServer;
  let simulator: Simulator;
  let members: Member[];
  beforeEach(async () => {
    [server, simulator] = await Promise.all([startRedis(), startSimulator()]);
    members = [];
  });
  afterEach(async () => {
    server.resume();
    await Promise.all(members.map((member) => member.close()));
    await Promise.all([server.close(), simulator.close()]);
  });

  const another = async () => {
    const member = await join({ simulator, redisUrl: server.url });
    members.push(member);
    return member;
  };
  const called = () => simulator.calls.map(({ service }) => service);
  const ask = ({ iyzico }: Member) => iyzico.retrieveLastPayment(session, options);
  const keptTokens = () => server.client.keys('*:token:*');

  test('buy one for all', async () => {
    await ask(await another());
    await ask(await another());
    expect(called()).toEqual([bought, used, used]);
    const [, first, second] = simulator.calls.map(({ headers }) => headers['access-token']);
    expect(second).toBe(first);
  });

  test('tell Redis neither the token nor whose it is', async () => {
    await ask(await another());
    const text = await server.dump();
    expect(text).toContain(':token:');
    expect(text).not.toContain(simulator.calls[1]?.headers['access-token']);
    expect(leaksOfText(text)).toEqual([]);
    expect(text).not.toContain(session.sessionToken);
  });

  test('keep it for no longer than it may be used', async () => {
    simulator.answerNext(bought, { edit: put('accessToken', '"opaque"') });
    await outcomeOf(ask(await another()));
    const [name = ''] = await keptTokens();
    const life = await server.client.pttl(name);
    expect(life).toBeLessThanOrEqual(270_000);
    expect(life).toBeGreaterThan(200_000);
  });

  test('do not keep one that is about to die', async () => {
    const exp = Math.floor(Date.now() / 1000) + 20;
    const dying = `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2ln`;
    simulator.answerNext(bought, { edit: put('accessToken', JSON.stringify(dying)) });
    await outcomeOf(ask(await another()));
    expect(await keptTokens()).toEqual([]);
  });

  test('forget it when one of them ends the session', async () => {
    const [first, second] = [await another(), await another()];
    await ask(first);
    await ask(second);
    await second.iyzico.expireSession(session, options);
    expect(await keptTokens()).toEqual([]);
    simulator.forget();
    await outcomeOf(ask(first));
    expect(called()[0]).toBe(bought);
  });

  test('do not keep what was bought before one of them ended the session', async () => {
    const [buyer, ender] = [await another(), await another()];
    simulator.answerNext(bought, { delay: 300 });
    const buying = outcomeOf(ask(buyer));
    while (simulator.calls.length === 0) await passed(5);
    await ender.iyzico.expireSession(session, options);
    await buying;
    expect(await keptTokens()).toEqual([]);
  });

  test('keep what was bought while another session was ended', async () => {
    const member = await another();
    simulator.answerNext(bought, { delay: 300 });
    const buying = ask(member);
    while (simulator.calls.length === 0) await passed(5);
    await member.iyzico.expireSession({ sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' }, options);
    await buying;
    expect(await keptTokens()).toHaveLength(1);
  });

  test('buy another for all where iyzico refuses it', async () => {
    const [first, second] = [await another(), await another()];
    await ask(first);
    simulator.answerNext(used, { errorCode: '11' });
    await ask(second);
    await ask(first);
    expect(called()).toEqual([bought, used, used, bought, used, used]);
  });

  test('forget what they were to forget while Redis was away, as soon as it is back', async () => {
    const [first, second] = [await another(), await another()];
    await ask(first);
    server.hang();
    await first.iyzico.expireSession(session, options);
    server.resume();
    await Promise.all([first.hears(true), second.hears(true)]);
    while ((await keptTokens()).length > 0) await passed(10);
    simulator.forget();
    await outcomeOf(ask(second));
    expect(called()[0]).toBe(bought);
  });

  test('keep it each for itself while Redis is away', async () => {
    const [first, second] = [await another(), await another()];
    await ask(first);
    await server.kill();
    await ask(first);
    await ask(second);
    await ask(second);
    expect(called()).toEqual([bought, used, used, bought, used, used]);
  });

  test.each([
    ['text', 'garbage'],
    ['nothing', ''],
  ])('buy another where %s stands in its place', async (_what, garbage) => {
    await ask(await another());
    for (const name of await keptTokens()) await server.client.set(name, garbage);
    await ask(await another());
    expect(called()).toEqual([bought, used, bought, used]);
  });

  test('do not use what was sealed for another session', async () => {
    const member = await another();
    await ask(member);
    await outcomeOf(
      member.iyzico.retrieveLastPayment({ sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' }, options),
    );
    const [one = '', two = ''] = await keptTokens();
    const [encrypted = '', other = ''] = await server.client.mget(one, two).then((kept) => kept.map(String));
    await server.client.mset(one, other, two, encrypted);
    simulator.forget();
    await ask(member);
    expect(called()).toEqual([bought, used]);
  });

  test('are of one merchant: others open nothing of theirs', async () => {
    await ask(await another());
    const other = await join({
      simulator,
      redisUrl: server.url,
      settings: { secretKey: 'of-another-merchant' },
    });
    members.push(other);
    simulator.forget();
    await outcomeOf(other.iyzico.retrieveLastPayment(session, chosen('other')));
    expect(called()).toEqual([bought]);
  });
});
