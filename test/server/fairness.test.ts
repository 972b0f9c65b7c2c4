import { createIyzico } from '../../src/iyzico/index.js';
import { startServer } from '../../src/server/index.js';
import { clientTimeouts } from '../harness/client-timeouts.js';
import { post, type Reply } from '../harness/http-exchange.js';
import { logInto } from '../harness/log-lines.js';
import { answerOf, startRawServer, type RawServer } from '../harness/raw-server.js';
import { join, type Member } from '../harness/redis-members.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';
import { sample } from '../harness/sample.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { openServer, startStack, type Stack } from '../harness/stack.js';
import { checkoutForm } from '../harness/test-client.js';
import { bySecret, shopperOf } from '../harness/tokens.js';

// Attacks of one shopper, and what the others notice of them.

type Server = Awaited<ReturnType<typeof startServer>>;
type Headers = Readonly<Record<string, string>>;

const query = 'query ($form: ID!, $name: String) { payment(checkoutFormToken: $form, conversationId: $name) { id } }';
let asked = 0;
/** Asks for a payment in a way that is coalesced with no other query. */
const ask = (server: { url: string }, form: string, headers: Headers): Promise<Reply> =>
  post(server, { query, variables: { form, name: `query-${asked++}` } }, { ...headers });
const codeOf = ({ errors }: Reply) => errors?.[0]?.extensions.code ?? 'OK';

describe('a shopper whose own checkout form fails at iyzico, in 150 queries without a call budget,', () => {
  const OTHERS = 20;
  let stack: Stack;
  // The attackers of three tests would be three origins, whose failures open a circuit breaker.
  beforeEach(async () => {
    stack = await startStack({
      server: { authentication: bySecret },
      // The limits are those of production.
      iyzico: { limits: {}, timeoutMs: 3000 },
    });
  });
  afterEach(() => stack.close());

  /** 150 queries, 40 at once. Begun when the first third is answered. */
  function attackWith(query: () => Promise<string>) {
    const codes = new Set<string>();
    let left = 150;
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const sendNext = async () => {
      while (left-- > 0) {
        codes.add(await query());
        if (left < 100) begin();
      }
    };
    return { begun, codes: Promise.all(Array.from({ length: 40 }, sendNext)).then(() => codes) };
  }

  test.each([
    ['is reset', 'fault-reset', 'IYZICO_UNAVAILABLE'],
    ['hangs', 'fault-hang', 'IYZICO_TIMEOUT'],
    ['is cut off', 'fault-cut-off', 'IYZICO_UNAVAILABLE'],
    ["is answered with a proxy's page", 'fault-bad-gateway', 'IYZICO_UNAVAILABLE'],
    ['is answered with HTML', 'fault-html', 'IYZICO_BAD_RESPONSE'],
  ])('takes the service from nobody: the form %s', async (_how, form, code) => {
    const attacker = await shopperOf(form);
    const attack = attackWith(() => ask(stack, form, attacker).then(codeOf));
    await attack.begun;
    const others = await Promise.all(
      Array.from({ length: OTHERS }, async (_, i) => ask(stack, `card-${i + 1}`, await shopperOf(`card-${i + 1}`))),
    );
    expect(others.map(codeOf)).toEqual(others.map(() => 'OK'));
    expect(await attack.codes).toContain(code);
    expect((await ask(stack, 'card-1', await shopperOf('card-1'))).data).toBeTruthy();
  });
});

describe('twenty slow queries of one token', () => {
  let iyzico: RawServer;
  let server: Server;
  let release: () => void;
  beforeEach(async () => {
    const released = new Promise<void>((resolve) => (release = resolve));
    iyzico = await startRawServer();
    iyzico.answerWith((response) => {
      const form = /"checkoutFormToken":"(.*?)"/.exec(iyzico.requests.at(-1)?.body ?? '')?.[1] ?? '';
      void (form.startsWith('slow') ? released : Promise.resolve()).then(() => {
        answerAs(form)(response);
      });
    });
    const client = createIyzico({
      baseUrl: iyzico.url,
      apiKey: 'sandbox-a',
      secretKey: 'sandbox-s',
      signature: 'report',
      ...clientTimeouts,
      onDrift: () => undefined,
    });
    server = await startServer({ ...openServer, authentication: bySecret }, { iyzico: client, log: logInto([]) });
  });
  afterEach(async () => {
    await server.close();
    await iyzico.close();
  });

  /** The sample's payment, as of another checkout form. */
  const answerAs = (form: string) =>
    answerOf(sample('retrieve-payment.success').replaceAll(checkoutForm.checkoutFormToken, form));

  test.each([
    ['for one form', ['slow']],
    ['for five forms', ['slow-1', 'slow-2', 'slow-3', 'slow-4', 'slow-5']],
  ])('hold four slots %s, and five shoppers are answered before any of them', async (_what, forms) => {
    const attacker = await shopperOf(...forms);
    const answered: string[] = [];
    const slowQueries = Array.from({ length: 20 }, async (_, i) => {
      answered.push(codeOf(await ask(server, forms[i % forms.length] ?? '', attacker)));
    });
    await iyzico.received(4);
    const others = ['a', 'b', 'c', 'd', 'e'].map(async (form) => ask(server, form, await shopperOf(form)));
    expect((await Promise.all(others)).map(codeOf)).toEqual(others.map(() => 'OK'));
    expect(answered).toEqual([]);
    expect(iyzico.requests).toHaveLength(9);
    release();
    await Promise.all(slowQueries);
    expect(answered).toEqual(slowQueries.map(() => 'OK'));
  });
});

describe('a backend that mints a token for each page load', () => {
  /** So many page loads with a new token each, to the servers in turn. */
  async function loadPages(servers: readonly { url: string }[], form: string): Promise<string[]> {
    const codes: string[] = [];
    for (let page = 0; page < 30; page++) {
      const server = servers[page % servers.length];
      if (server) codes.push(codeOf(await ask(server, form, await shopperOf(form))));
    }
    return codes;
  }

  const expected = [...Array<string>(20).fill('OK'), ...Array<string>(10).fill('RATE_LIMITED')];
  const settings = { authentication: bySecret, shopperCallsPerMinute: 20 };

  test('does not multiply the call budget of a checkout form', async () => {
    const stack = await startStack({ server: settings });
    expect(await loadPages([stack], 'card-1')).toEqual(expected);
    expect(stack.calledServices()).toHaveLength(20);
    expect(codeOf(await ask(stack, 'card-2', await shopperOf('card-2')))).toBe('OK');
    await stack.close();
  });

  describeWithRedis('with Redis', () => {
    let redis: RedisServer;
    let simulator: Simulator;
    let members: Member[];
    let servers: Server[];
    beforeEach(async () => {
      [redis, simulator] = await Promise.all([startRedis(), startSimulator()]);
      members = await Promise.all([1, 2].map(() => join({ simulator, redisUrl: redis.url })));
      servers = await Promise.all(
        members.map(({ iyzico, redis: { rateLimit } }) =>
          startServer({ ...openServer, ...settings }, { iyzico, log: logInto([]), sharedRateLimit: rateLimit }),
        ),
      );
    });
    afterEach(async () => {
      await Promise.all(servers.map((server) => server.close()));
      await Promise.all(members.map((member) => member.close()));
      await Promise.all([redis.close(), simulator.close()]);
    });

    test('does not multiply it over two processes either', async () => {
      expect(await loadPages(servers, 'card-1')).toEqual(expected);
      expect(simulator.calls).toHaveLength(20);
    });
  });
});

test('an open circuit breaker tells the seconds after which to try again', async () => {
  const stack = await startStack({ iyzico: { limits: { attempts: 1 } } });
  for (let i = 1; i <= 10; i++) {
    stack.simulator.answerNext('payment-detail', { fault: 'reset' });
    await stack.send(`{ paymentDetail(paymentId: "${i}") { id } }`);
  }
  const { errors, headers } = await stack.send('{ paymentDetail(paymentId: "24259238") { id } }');
  expect(errors).toMatchObject([{ extensions: { code: 'IYZICO_UNAVAILABLE', retryable: true, retryAfter: 5 } }]);
  expect(headers.get('retry-after')).toBe('5');
  expect(stack.calledServices()).toHaveLength(10);
  await stack.close();
});
