import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accessTokenFor, call, lastPayment, readReply, type Reply } from '../harness/simulator-caller.js';

const startTime = new Date('2030-01-31T12:00:00.000Z');
const minute = 60_000;

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ startTime });
});
afterEach(() => simulator.close());

const session = { sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' };
const retrieve = (checkoutFormToken: string) => call(simulator, 'retrieve-payment', { checkoutFormToken });

/** Whether the time is this one, or up to a minute later: the clock runs. */
function expectTime(time: unknown, expected: number): void {
  expect(Number(time)).toBeGreaterThanOrEqual(expected);
  expect(Number(time)).toBeLessThan(expected + minute);
}

async function requestClock(method: string, body?: string, headers: Record<string, string> = {}): Promise<Reply> {
  return readReply(await fetch(`${simulator.url}/clock`, { method, headers, ...(body !== undefined && { body }) }));
}

describe('the clock', () => {
  test('starts at the given time, otherwise at the time of this machine', async () => {
    expectTime(simulator.now(), startTime.getTime());
    const usual = await startSimulator();
    expect(Math.abs(usual.now().getTime() - Date.now())).toBeLessThan(minute);
    await usual.close();
  });

  test('gives every answer its systemTime', async () => {
    const wrongKeys = { ...simulator, secretKey: 'wrong' };
    for (const { json } of [
      await retrieve('card-1'),
      await retrieve('e54b957b-a153-410c-8761-79c9bd4ff44f'),
      await retrieve('error-5124'),
      await call(wrongKeys, 'retrieve-payment', { checkoutFormToken: 'card-1' }),
      await readReply(await fetch(`${simulator.url}/nothing`)),
    ]) {
      expectTime(json.systemTime, startTime.getTime());
    }
  });

  test('is moved by the methods, forward and back', () => {
    simulator.advanceTime(90 * minute);
    expectTime(simulator.now(), startTime.getTime() + 90 * minute);
    simulator.setTime(new Date('2024-02-29T23:59:00Z'));
    expectTime(simulator.now(), Date.UTC(2024, 1, 29, 23, 59));
    expect(() => {
      simulator.setTime(new Date('2019-12-31T23:59:59Z'));
    }).toThrow(RangeError);
    expect(() => {
      simulator.advanceTime(NaN);
    }).toThrow(RangeError);
    expectTime(simulator.now(), Date.UTC(2024, 1, 29, 23, 59));
  });

  test('is where it started after forget', () => {
    simulator.advanceTime(90 * minute);
    simulator.forget();
    expectTime(simulator.now(), startTime.getTime());
  });

  test('is answered to GET /clock and moved by PUT /clock', async () => {
    const timeOf = ({ json }: Reply) => Date.parse(String(json.time));
    expectTime(timeOf(await requestClock('GET')), startTime.getTime());
    const advanced = await requestClock('PUT', '{"advanceSeconds":1800}');
    expect(advanced.status).toBe(200);
    expectTime(timeOf(advanced), startTime.getTime() + 30 * minute);
    expectTime(timeOf(await requestClock('PUT', '{"time":"2031-05-01T15:00+03:00"}')), Date.UTC(2031, 4, 1, 12));
    expectTime((await retrieve('card-1')).json.systemTime, Date.UTC(2031, 4, 1, 12));
    expect(simulator.calls).toHaveLength(1);
  });

  test.each([
    ...['', '{}', '[]', 'null', '"2031-05-01T12:00:00Z"', '{"time":1}', '{"time":"2031-05-01"}', '{"time":"soon"}'],
    ...['{"time":"2031-13-01T12:00:00Z"}', '{"time":"2019-05-01T12:00:00Z"}', '{"time":"2100-01-01T00:00:00Z"}'],
    ...['{"advanceSeconds":"60"}', '{"advanceSeconds":1e99}', '{"time":"2031-05-01T12:00:00Z","advanceSeconds":1}'],
  ])('is not moved by PUT /clock with the body %s, and the answer says how to move it', async (body) => {
    const reply = await requestClock('PUT', body);
    expect([reply.status, reply.json.message]).toEqual([400, expect.stringMatching(/advanceSeconds.*2020 to 2099/)]);
    expectTime(simulator.now(), startTime.getTime());
  });

  test('is not moved by a web page or by another method', async () => {
    const body = '{"advanceSeconds":60}';
    expect((await requestClock('PUT', body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await requestClock('PUT', body, { origin: simulator.url })).status).toBe(403);
    const refused = await requestClock('POST', body);
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, PUT']);
    expectTime(simulator.now(), startTime.getTime());
  });
});

describe('by the clock', () => {
  test('an access token states when it was issued, and expires', async () => {
    const accessToken = await accessTokenFor(simulator, session);
    const { iat, exp } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
      iat: number;
      exp: number;
    };
    expectTime(iat * 1_000, startTime.getTime());
    expect(exp - iat).toBe(360);
    simulator.advanceTime(4 * minute);
    expect((await lastPayment(simulator, session, accessToken)).status).toBe(200);
    simulator.advanceTime(minute);
    expect((await lastPayment(simulator, session, accessToken)).status).toBe(401);
  });

  test('an access token is refused that expired between two others', async () => {
    const oldest = await accessTokenFor(simulator, session);
    simulator.advanceTime(-10 * minute);
    const earliest = await accessTokenFor(simulator, session);
    simulator.advanceTime(10 * minute);
    const statuses = await Promise.all(
      [oldest, earliest].map(async (token) => (await lastPayment(simulator, session, token)).status),
    );
    expect(statuses).toEqual([200, 401]);
  });

  test('a blockage resolves within weeks after the form was opened, and stays the same', async () => {
    const dateIn = ({ json }: Reply) => (json.itemTransactions as { blockageResolvedDate: string }[])[0];
    const dates = [];
    for (let seed = 1; seed <= 20; seed++) {
      const { blockageResolvedDate = '' } = dateIn(await retrieve(`card-${seed}`)) ?? {};
      expect(blockageResolvedDate).toMatch(/^\d{4}-\d\d-\d\d 00:00:00$/);
      dates.push(blockageResolvedDate);
    }
    expect(dates.filter((date) => date <= '2030-01-31' || date > '2030-03-18')).toEqual([]);
    simulator.advanceTime(400 * 24 * 60 * minute);
    expect(dateIn(await retrieve('card-1'))?.blockageResolvedDate).toBe(dates[0]);
    expect(dateIn(await retrieve('card-21'))?.blockageResolvedDate).toMatch(/^2031-/);
  });

  test('a session states when it was ended, and is active before', async () => {
    await call(simulator, 'invalidate-session', session);
    const again = await call(simulator, 'invalidate-session', { ...session, locale: 'en' });
    expect(again.json.errorMessage).toMatch(/\(1\/31\/30, 3:00\sPM\)$/);
    simulator.advanceTime(-60 * minute);
    expect((await retrieve('card-1')).json.sessionInfo).toMatchObject({ sessionStatus: 'ACTIVE' });
    simulator.advanceTime(61 * minute);
    expect((await retrieve('card-1')).json.sessionInfo).toMatchObject({ sessionStatus: 'PASSIVE' });
  });
});

describe('by the clock, a card', () => {
  type Card = Record<'expireMonth' | 'expireYear', string> & Record<'expired' | 'willExpireSoon', boolean>;

  async function cardOf(seed: number): Promise<Card> {
    const keys = { sessionToken: `session-card-${seed}`, memberIdentifier: `member-card-${seed}` };
    const { json } = await lastPayment(simulator, keys, await accessTokenFor(simulator, keys));
    return json.card as Card;
  }
  const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
  const monthOf = ({ expireYear, expireMonth }: Card) => `${expireYear}-${expireMonth}`;

  test('expires soon within its last month, and has expired after it', async () => {
    const cards = await Promise.all(seeds.map(cardOf));
    for (const card of cards) {
      expect(card.expired).toBe(monthOf(card) < '2030-01');
      expect(card.willExpireSoon).toBe(monthOf(card) === '2030-01');
    }
    expect(new Set(cards.map(({ expired, willExpireSoon }) => `${expired} ${willExpireSoon}`)).size).toBe(3);
  });

  test('expires at midnight in Istanbul', async () => {
    const before = await Promise.all(seeds.map(cardOf));
    const seed = seeds[before.findIndex(({ willExpireSoon }) => willExpireSoon)] ?? 0;
    simulator.setTime(new Date('2030-01-31T20:58:00Z'));
    expect(await cardOf(seed)).toMatchObject({ expired: false, willExpireSoon: true });
    simulator.setTime(new Date('2030-01-31T21:00:00Z'));
    expect(await cardOf(seed)).toMatchObject({ expired: true, willExpireSoon: false });
  });
});
