import { createSchema } from '../../src/graphql/index.js';
import { sampleCheckoutFormToken, type SimulatorService } from '../../src/simulator/index.js';
import { checkoutForm, detail, session } from '../harness/test-client.js';
import { all, put, remove } from '../harness/sample.js';
import { knownCodes } from '../harness/error-codes.js';
import { everyField } from '../harness/every-field.js';
import { startStack, type Stack } from '../harness/stack.js';
import { isNothing, isOf, recordAnswer } from '../harness/mutated-answer.js';

// Each field of each answer, at every depth, missing, null and of every wrong kind: what is optional is told as nothing,
// and takes nothing else along.

const schema = createSchema();
const named = 'conversationId: "a-conversation"';
const made = (count: number) => `sessionToken: "session-card-${count}", memberIdentifier: "member-card-${count}"`;

/** A service, and the query that shows all that it tells. */
interface Contract {
  /** Asked for the so-manieth time: of what can be done or bought only once, another one each time. */
  readonly query: (count: number) => string;
  /** Without these there is no answer. */
  readonly required: readonly string[];
  /** These may be missing, but not be another than was asked for. */
  readonly matching?: readonly string[];
}

const paymentFields = everyField(schema, 'Payment', ['session']);

const contracts: Readonly<Record<SimulatorService, Contract>> = {
  'retrieve-payment': {
    query: () => `{ payment(checkoutFormToken: "${checkoutForm.checkoutFormToken}", ${named}) ${paymentFields} }`,
    required: ['status', 'token', 'paymentId', 'itemTransactions[0].paymentTransactionId'],
  },
  'payment-detail': {
    query: () => `{ paymentDetail(paymentId: "${detail.paymentId}", ${named}) ${paymentFields} }`,
    required: ['status', 'paymentId', 'itemTransactions[0].paymentTransactionId'],
  },
  'retrieve-session': {
    query: () => `{ session(checkoutFormToken: "${sampleCheckoutFormToken}", paymentId: "${detail.paymentId}",
      ${named}) ${everyField(schema, 'Session')} }`,
    required: ['status'],
  },
  'retrieve-access-token': {
    query: (count) => `{ lastPayment(${made(count)}, ${named}) { paymentType } }`,
    required: ['status', 'accessToken'],
  },
  'last-payment-info': {
    query: () => `{ lastPayment(sessionToken: "${session.sessionToken}",
      memberIdentifier: "${session.memberIdentifier}", ${named}) ${everyField(schema, 'LastPayment')} }`,
    required: ['status', 'paymentId'],
    matching: ['sessionToken'],
  },
  'invalidate-session': {
    query: (count) => `mutation { expireSession(input: { ${made(count)}, ${named} }) {
      __typename ... on SessionExpired { conversationId locale retrievedAt session { sessionStatus paymentType } } } }`,
    required: ['status'],
    matching: ['sessionToken'],
  },
};

/** A value of each kind, and values that may be of the right kind and are yet nothing to be believed. */
const kinds = ['"text"', '7', 'true', '[7]', '{}'];
const oddities: [string, string][] = [
  ['empty', '""'],
  ['text that is none', '"\\u0000\\ud800"'],
  ['negative', '-1.5'],
  ['a far time', '999999999999999'],
  ['400 digits', '9'.repeat(400)],
  ['beyond all numbers', '1e400'],
  ['false', 'false'],
  ['empty lists', '[]'],
  ['objects', '{"text": []}'],
];

let stack: Stack;
/** How many questions were asked, so that no session is asked for twice. */
let asked = 0;
beforeAll(async () => {
  // Of a signed answer each field that is changed would be refused, and nothing be learned of the field itself.
  stack = await startStack({ iyzico: { signature: 'report' } });
});
afterAll(() => stack.close());

const services = Object.entries(contracts) as [SimulatorService, Contract][];

describe.each(services)('of %s', (service, { query, required, matching = [] }) => {
  const learn = () => recordAnswer(stack, service, () => query(++asked));

  test('each optional field may be missing or null: nothing but itself is told as nothing', async () => {
    const { places, ask } = await learn();
    const optional = places.filter((place) => !required.includes(place));
    expect(optional.length).toBeGreaterThanOrEqual(3);
    for (const place of optional) {
      for (const edit of [remove(place), put(place, 'null')]) {
        const { status, errors, changes } = await ask(edit);
        const surprises = changes.filter(({ path, now }) => !isNothing(path, now) || !isOf(place, path));
        expect({ place, status, errors, surprises }).toEqual({ place, status: 200, errors: undefined, surprises: [] });
      }
    }
  });

  test('each required field that is missing, null or empty is named', async () => {
    const { ask } = await learn();
    for (const place of required) {
      for (const edit of [remove(place), put(place, 'null'), put(place, '""'), put(place, '{}')]) {
        const { status, errors } = await ask(edit);
        const message = expect.stringContaining(`: ${place}.`) as string;
        expect({ place, status, errors }).toMatchObject({
          place,
          status: 200,
          errors: [{ message, extensions: { code: 'IYZICO_BAD_RESPONSE', retryable: false } }],
        });
      }
    }
  });

  test('each field may be of any wrong kind: what is optional takes nothing else along', async () => {
    const { places, ask } = await learn();
    for (const place of places) {
      for (const json of kinds) {
        const { status, errors = [], changes } = await ask(put(place, json));
        const codes = errors.map(({ extensions }) => extensions.code);
        const about = { place, json };
        expect({ ...about, status, strange: codes.filter((code) => !knownCodes.has(code)) }).toEqual({
          ...about,
          status: 200,
          strange: [],
        });
        if (required.includes(place) || matching.includes(place) || isBrokenList(place, json)) continue;
        const surprises = changes.filter(({ path }) => !isOf(place, path));
        expect({ ...about, codes, surprises }).toEqual({ ...about, codes: [], surprises: [] });
      }
    }
  });

  test.each(oddities)('all that is optional may be %s at once', async (_what, json) => {
    const { places, ask } = await learn();
    const hasPlaces = (place: string) =>
      places.some((other) => other.startsWith(`${place}.`) || other.startsWith(`${place}[`));
    const open = places.filter((place) => ![...required, ...matching].includes(place) && !hasPlaces(place));
    const { status, errors, data } = await ask(all(...open.map((place) => put(place, json))));
    expect({ status, errors }).toEqual({ status: 200, errors: undefined });
    expect(Object.values(data ?? {})).toEqual([expect.any(Object)]);
  });
});

/** A list of items that are none. */
function isBrokenList(place: string, json: string): boolean {
  return place === 'itemTransactions' && json === '[7]';
}

test('each signed field of a payment detail that is missing or changed is refused, where signatures are enforced', async () => {
  const enforcing = await startStack();
  const { query } = contracts['payment-detail'];
  const signed = ['currency', 'basketId', 'conversationId', 'paidPrice', 'price'];
  for (const place of signed) {
    for (const edit of [remove(place), put(place, 'null'), put(place, '"999"')]) {
      enforcing.simulator.answerNext('payment-detail', { edit });
      const { data, errors } = await enforcing.send(query(++asked));
      expect({ place, data }).toEqual({ place, data: { paymentDetail: null } });
      expect(errors).toMatchObject([{ extensions: { code: 'SIGNATURE_MISMATCH', retryable: false } }]);
    }
  }
  expect((await enforcing.send(query(++asked))).errors).toBeUndefined();
  await enforcing.close();
});

describe('10,000 items', () => {
  beforeEach(() => {
    stack.simulator.forget();
  });

  const MIB = 1024 * 1024;
  const query = `{ payment(checkoutFormToken: "${checkoutForm.checkoutFormToken}") {
    paidPrice itemTransactions { paymentTransactionId paidPrice } } }`;
  const items = (more: string) => (text: string) =>
    put(
      'itemTransactions',
      `[${Array.from({ length: 10_000 }, (_, index) => `{"paymentTransactionId":"${index}","paidPrice":1.50${more}}`).join()}]`,
    )(text);

  test('are told, in their order, as long as they fit into 1 MiB', async () => {
    for (const length of [0, MIB]) {
      stack.simulator.answerNext('retrieve-payment', { edit: (text) => items('')(text).padEnd(length) });
      const { status, data, errors } = await stack.send(query);
      expect({ status, errors }).toEqual({ status: 200, errors: undefined });
      expect(data).toEqual({
        payment: {
          paidPrice: '1',
          itemTransactions: Array.from({ length: 10_000 }, (_, index) => ({
            paymentTransactionId: `${index}`,
            paidPrice: '1.5',
          })),
        },
      });
    }
    expect(stack.calledServices()).toHaveLength(2);
  });

  test('beyond that are an answer outside the contract, after one call, and the next one is told', async () => {
    const beyond = [(text: string) => items('')(text).padEnd(MIB + 1), items(`,"itemId":"${'i'.repeat(100)}"`)];
    for (const edit of beyond) {
      stack.simulator.forget();
      stack.simulator.answerNext('retrieve-payment', { edit });
      const { status, data, errors } = await stack.send(query);
      expect({ status, data }).toEqual({ status: 200, data: { payment: null } });
      expect(errors).toMatchObject([{ extensions: { code: 'IYZICO_BAD_RESPONSE', retryable: false } }]);
      expect(stack.calledServices()).toEqual(['retrieve-payment']);
      expect((await stack.send(query)).data).toMatchObject({ payment: { paidPrice: '1' } });
    }
  });
});
