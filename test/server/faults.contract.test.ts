import { createSchema } from '../../src/graphql/index.js';
import { sampleCheckoutFormToken, type SimulatorService } from '../../src/simulator/index.js';
import { checkoutForm, detail, session } from '../harness/test-client.js';
import { all, put, remove } from '../harness/sample.js';
import { knownCodes } from '../harness/error-codes.js';
import { everyField } from '../harness/every-field.js';
import { startStack, type Stack } from '../harness/stack.js';
import { comesFrom, isNothing, recordAnswer } from '../harness/mutated-answer.js';

// Each field of each answer, at every depth, missing, null or of a wrong type: an optional field is answered as null or
// empty, and no other field is affected.

const schema = createSchema();
const conversation = 'conversationId: "a-conversation"';
const sessionArguments = (count: number) =>
  `sessionToken: "session-card-${count}", memberIdentifier: "member-card-${count}"`;

/** How to query a service, and which of its fields are required. */
interface Contract {
  /** A query that selects every field from the service. `count` differs each time, for what works only once. */
  readonly query: (count: number) => string;
  /** Fields without which the answer is an error. */
  readonly required: readonly string[];
  /** Fields that may be missing, but must equal the requested value. */
  readonly matching?: readonly string[];
}

const paymentFields = everyField(schema, 'Payment', ['session']);

const contracts: Readonly<Record<SimulatorService, Contract>> = {
  'retrieve-payment': {
    query: () =>
      `{ payment(checkoutFormToken: "${checkoutForm.checkoutFormToken}", ${conversation}) ${paymentFields} }`,
    required: ['status', 'token', 'paymentId', 'itemTransactions[0].paymentTransactionId'],
  },
  'payment-detail': {
    query: () => `{ paymentDetail(paymentId: "${detail.paymentId}", ${conversation}) ${paymentFields} }`,
    required: ['status', 'paymentId', 'itemTransactions[0].paymentTransactionId'],
  },
  'retrieve-session': {
    query: () => `{ session(checkoutFormToken: "${sampleCheckoutFormToken}", paymentId: "${detail.paymentId}",
      ${conversation}) ${everyField(schema, 'Session')} }`,
    required: ['status'],
  },
  'retrieve-access-token': {
    query: (count) => `{ lastPayment(${sessionArguments(count)}, ${conversation}) { paymentType } }`,
    required: ['status', 'accessToken'],
  },
  'last-payment-info': {
    query: () => `{ lastPayment(sessionToken: "${session.sessionToken}",
      memberIdentifier: "${session.memberIdentifier}", ${conversation}) ${everyField(schema, 'LastPayment')} }`,
    required: ['status', 'paymentId'],
    matching: ['sessionToken'],
  },
  'invalidate-session': {
    query: (count) => `mutation { expireSession(input: { ${sessionArguments(count)}, ${conversation} }) {
      __typename ... on SessionExpired { conversationId locale retrievedAt session { sessionStatus paymentType } } } }`,
    required: ['status'],
    matching: ['sessionToken'],
  },
};

/** One value of each JSON type. */
const valuesOfEachType = ['"text"', '7', 'true', '[7]', '{}'];
/** Values that may have the right type, but no sensible meaning. */
const oddValues: [string, string][] = [
  ['empty', '""'],
  ['invalid text', '"\\u0000\\ud800"'],
  ['negative', '-1.5'],
  ['a time in the far future', '999999999999999'],
  ['400 digits', '9'.repeat(400)],
  ['a number beyond double precision', '1e400'],
  ['false', 'false'],
  ['empty lists', '[]'],
  ['objects', '{"text": []}'],
];

let stack: Stack;
/** The number of queries so far, so that no query uses the same session twice. */
let queryCount = 0;
beforeAll(async () => {
  // With signatures enforced, every edited answer would be rejected before its fields are read.
  stack = await startStack({ iyzico: { signature: 'report' } });
});
afterAll(() => stack.close());

const services = Object.entries(contracts) as [SimulatorService, Contract][];

describe.each(services)('in an answer of %s', (service, { query, required, matching = [] }) => {
  const record = () => recordAnswer(stack, service, () => query(++queryCount));

  test('each optional field may be missing or null, and affects no other field', async () => {
    const { places, sendEdited } = await record();
    const optional = places.filter((place) => !required.includes(place));
    expect(optional.length).toBeGreaterThanOrEqual(3);
    for (const place of optional) {
      for (const edit of [remove(place), put(place, 'null')]) {
        const { status, errors, changes } = await sendEdited(edit);
        const surprises = changes.filter(({ path, now }) => !isNothing(path, now) || !comesFrom(place, path));
        expect({ place, status, errors, surprises }).toEqual({ place, status: 200, errors: undefined, surprises: [] });
      }
    }
  });

  test('each required field that is missing, null or empty is an error that names it', async () => {
    const { sendEdited } = await record();
    for (const place of required) {
      for (const edit of [remove(place), put(place, 'null'), put(place, '""'), put(place, '{}')]) {
        const { status, errors } = await sendEdited(edit);
        const message = expect.stringContaining(`: ${place}.`) as string;
        expect({ place, status, errors }).toMatchObject({
          place,
          status: 200,
          errors: [{ message, extensions: { code: 'IYZICO_BAD_RESPONSE', retryable: false } }],
        });
      }
    }
  });

  test('each field of a wrong type affects no other field, if it is optional', async () => {
    const { places, sendEdited } = await record();
    for (const place of places) {
      for (const json of valuesOfEachType) {
        const { status, errors = [], changes } = await sendEdited(put(place, json));
        const codes = errors.map(({ extensions }) => extensions.code);
        const edited = { place, json };
        expect({ ...edited, status, unknownCodes: codes.filter((code) => !knownCodes.has(code)) }).toEqual({
          ...edited,
          status: 200,
          unknownCodes: [],
        });
        if (required.includes(place) || matching.includes(place) || isListOfNonItems(place, json)) continue;
        const surprises = changes.filter(({ path }) => !comesFrom(place, path));
        expect({ ...edited, codes, surprises }).toEqual({ ...edited, codes: [], surprises: [] });
      }
    }
  });

  test.each(oddValues)('all optional fields may be %s at once', async (_what, json) => {
    const { places, sendEdited } = await record();
    const hasPlaces = (place: string) =>
      places.some((other) => other.startsWith(`${place}.`) || other.startsWith(`${place}[`));
    const leaves = places.filter((place) => ![...required, ...matching].includes(place) && !hasPlaces(place));
    const { status, errors, data } = await sendEdited(all(...leaves.map((place) => put(place, json))));
    expect({ status, errors }).toEqual({ status: 200, errors: undefined });
    expect(Object.values(data ?? {})).toEqual([expect.any(Object)]);
  });
});

/** A list whose entries are not items: the entries are required to be objects. */
function isListOfNonItems(place: string, json: string): boolean {
  return place === 'itemTransactions' && json === '[7]';
}

test('a missing or changed signed field of a payment detail is a SIGNATURE_MISMATCH if signatures are enforced', async () => {
  const enforcing = await startStack();
  const { query } = contracts['payment-detail'];
  const signed = ['currency', 'basketId', 'conversationId', 'paidPrice', 'price'];
  for (const place of signed) {
    for (const edit of [remove(place), put(place, 'null'), put(place, '"999"')]) {
      enforcing.simulator.answerNext('payment-detail', { edit });
      const { data, errors } = await enforcing.send(query(++queryCount));
      expect({ place, data }).toEqual({ place, data: { paymentDetail: null } });
      expect(errors).toMatchObject([{ extensions: { code: 'SIGNATURE_MISMATCH', retryable: false } }]);
    }
  }
  expect((await enforcing.send(query(++queryCount))).errors).toBeUndefined();
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

  test('are answered in order if they fit into 1 MiB', async () => {
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

  test('beyond 1 MiB are a bad response after one call, and the next query succeeds', async () => {
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
