import { Kind, parse, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';
import { createSchema } from '../../src/graphql/index.js';
import { foldSelections } from '../../src/graphql/selection-fold.js';
import { post } from '../harness/http-exchange.js';
import { startStack, type Answer, type Stack } from '../harness/stack.js';
import { bySecret, shopperOf, systemWith } from '../harness/tokens.js';

let stack: Stack;
let shopper: { authorization: string };
beforeAll(async () => {
  stack = await startStack({ server: { authentication: bySecret } });
  shopper = await shopperOf('card-1');
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

interface Required {
  readonly path: string;
  readonly scopes: readonly (readonly string[])[];
}

/** Expects that an operation was forbidden without a call. @returns what the refusal says the operation needs */
function expectForbidden({ status, data, errors }: Answer<unknown>): readonly Required[] {
  expect([status, data, errors?.length]).toEqual([403, undefined, 1]);
  expect(errors).toMatchObject([
    { message: 'Your token does not give access to all fields of the operation.', extensions: { code: 'FORBIDDEN' } },
  ]);
  expect(stack.calledServices()).toEqual([]);
  return errors?.[0]?.extensions.required as readonly Required[];
}

const pathsOf = (required: readonly Required[]) => required.map(({ path }) => path);

/** A query for these fields of the payment of the shopper's own form. */
const paymentWith = (selections: string) => `{ payment(checkoutFormToken: "card-1") { ${selections} } }`;

describe('a field that needs a scope is found', () => {
  const email = ['payment.memberEmail'];
  const bin = ['payment.card.binNumber'];

  test.each([
    ['in a plain selection', paymentWith('memberEmail'), email],
    ['under an alias', paymentWith('id: memberEmail'), email],
    ['under an alias of its parent', '{ session: payment(checkoutFormToken: "card-1") { memberEmail } }', email],
    ['in a fragment', `${paymentWith('...F')} fragment F on Payment { memberEmail }`, email],
    [
      'in nested fragments',
      `${paymentWith('...F')} fragment F on Payment { ...G } fragment G on Payment { ... { ...H } }
       fragment H on Payment { memberEmail }`,
      email,
    ],
    [
      'in a fragment on Query',
      `{ ...F } fragment F on Query { payment(checkoutFormToken: "card-1") { memberEmail } }`,
      email,
    ],
    ['in an inline fragment', paymentWith('... on Payment { memberEmail }'), email],
    ['in an inline fragment without a type', paymentWith('... { memberEmail }'), email],
    ['through the interface of its object', paymentWith('card { ... on Card { binNumber } }'), bin],
    ['in a fragment on the interface', `${paymentWith('card { ...F }')} fragment F on Card { binNumber }`, bin],
    [
      'through its object inside the interface',
      paymentWith('card { ... on Card { ... on PaymentCard { binNumber } } }'),
      bin,
    ],
    [
      'on an object that this field cannot return',
      paymentWith('card { ... on Card { ... on LastPaymentCard { cardHolderName } } }'),
      ['payment.card.cardHolderName'],
    ],
    ['at @skip(if: true)', paymentWith('memberEmail @skip(if: true)'), email],
    ['at @include(if: false)', paymentWith('memberEmail @include(if: false)'), email],
    ['below @skip(if: true)', paymentWith('card @skip(if: true) { binNumber }'), bin],
    ['in a skipped fragment', paymentWith('id ... @skip(if: true) { memberEmail }'), email],
    [
      'in a fragment with @include(if: false)',
      `${paymentWith('id ...F @include(if: false)')} fragment F on Payment { memberEmail }`,
      email,
    ],
    [
      'below a skipped root field',
      '{ __typename payment(checkoutFormToken: "card-1") @skip(if: true) { memberEmail } }',
      email,
    ],
    ['as a root field', '{ paymentDetail(paymentId: "1") { id } }', ['paymentDetail']],
    [
      'at a deep level',
      paymentWith('session { lastPayment { payment { session { sessionToken } } } }'),
      ['payment.session.lastPayment.payment', 'payment.session.lastPayment.payment.session.sessionToken'],
    ],
  ])('%s', async (_, document, paths) => {
    expect(pathsOf(expectForbidden(await stack.send(document, {}, shopper)))).toEqual(paths);
  });

  test('if a variable skips it', async () => {
    const document = `query ($no: Boolean!) ${paymentWith('id memberEmail @include(if: $no)')}`;
    expectForbidden(await stack.send(document, { no: false }, shopper));
  });

  test.each(['SessionExpired', 'SessionAlreadyExpired'])('in the member %s of a union', async (member) => {
    const document = `mutation { expireCheckoutSession(input: { checkoutFormToken: "card-1" }) {
      __typename ... on ${member} { session { memberIdentifier } } } }`;
    expect(expectForbidden(await stack.send(document, {}, shopper))).toEqual([
      { path: 'expireCheckoutSession.session.memberIdentifier', scopes: [['session:manage']] },
    ]);
  });
});

describe('in a document with two operations', () => {
  const document = `query Open ${paymentWith('id')} query Closed ${paymentWith('memberEmail')}`;
  const execute = (operationName: string) => post(stack, { query: document, operationName }, shopper);

  test('only the executed one is checked, whichever was executed before', async () => {
    const statuses: number[] = [];
    for (const name of ['Open', 'Closed', 'Open', 'Closed']) statuses.push((await execute(name)).status);
    expect(statuses).toEqual([200, 403, 200, 403]);
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  });

  test('a fragment of the other one is not checked', async () => {
    const query = `query Open ${paymentWith('id')} query Closed ${paymentWith('...F')} fragment F on Payment { memberEmail }`;
    const { status } = await post(stack, { query, operationName: 'Open' }, shopper);
    expect(status).toBe(200);
  });

  test('neither is executed if operationName is missing', async () => {
    const { status, errors } = await stack.send(document, {}, shopper);
    expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
    expect(stack.calledServices()).toEqual([]);
  });
});

test('the same document is checked again for each caller', async () => {
  const document = paymentWith('memberEmail');
  const statuses: number[] = [];
  for (const headers of [shopper, await systemWith('payment:read', 'member:read'), shopper]) {
    statuses.push((await stack.send(document, {}, headers)).status);
  }
  expect(statuses).toEqual([403, 200, 403]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
});

describe('a refusal', () => {
  test('names each forbidden field and the scopes that it needs', async () => {
    const document = `{ payment(checkoutFormToken: "card-1") { memberEmail card { binNumber } itemTransactions { blockageRate } }
      lastPayment(sessionToken: "a", memberIdentifier: "b") { locale } }`;
    expect(expectForbidden(await stack.send(document, {}, await systemWith('member:read')))).toEqual(
      expect.arrayContaining([
        { path: 'payment', scopes: [['payment:read']] },
        { path: 'payment.card.binNumber', scopes: [['payment:read']] },
        { path: 'payment.itemTransactions.blockageRate', scopes: [['settlement:read']] },
        { path: 'lastPayment', scopes: [['session:manage']] },
      ]),
    );
  });

  test('names only a few fields, so that the answer stays small', async () => {
    const item = `blockageRate blockageRateAmountMerchant blockageRateAmountSubMerchant blockageResolvedDate
      subMerchantPrice subMerchantPayoutRate subMerchantPayoutAmount merchantPayoutAmount iyziCommissionFee`;
    const deep = `session { payment { session { payment { memberEmail memberGsmNumber callbackUrl authCode hostReference
      signature card { binNumber } session { sessionToken memberIdentifier } itemTransactions { ${item} } } } } }`;
    const document = `mutation { expireSession(input: { sessionToken: "a", memberIdentifier: "b" }) { ... on SessionExpired { ${deep} } }
      expireCheckoutSession(input: { checkoutFormToken: "card-1" }) { ... on SessionExpired { ${deep} } } }`;
    const answer = await stack.send(document, {}, shopper);
    const required = expectForbidden(answer);
    for (const scope of ['payment:read', 'member:read', 'settlement:read', 'session:manage']) {
      const naming = required.filter(({ scopes }) => scopes.flat().includes(scope));
      expect(naming.length).toBeGreaterThan(0);
      // Five fields that only the scope allows, and five that a checkout form allows as well.
      expect(naming.length).toBeLessThanOrEqual(10);
    }
    expect(answer.text.length).toBeLessThan(8 * 1024);
  });

  test('names a field only once, however often it is selected', async () => {
    const document = paymentWith('memberEmail a: memberEmail ... { memberEmail } ... on Payment { b: memberEmail }');
    expect(pathsOf(expectForbidden(await stack.send(document, {}, shopper)))).toEqual(['payment.memberEmail']);
  });

  test('comes before any field of a mutation is executed', async () => {
    const document = `mutation { expireCheckoutSession(input: { checkoutFormToken: "card-1" }) { __typename }
      expireSession(input: { sessionToken: "session-card-1", memberIdentifier: "member-card-1" }) { __typename } }`;
    expect(pathsOf(expectForbidden(await stack.send(document, {}, shopper)))).toEqual(['expireSession']);
    const { data } = await stack.send(paymentWith('session { sessionStatus }'), {}, shopper);
    expect(data).toEqual({ payment: { session: { sessionStatus: 'ACTIVE' } } });
  });

  test('comes before variables are checked', async () => {
    const document = 'query ($id: ID!) { paymentDetail(paymentId: $id) { id } }';
    for (const variables of [{}, { id: {} }]) expectForbidden(await stack.send(document, variables, shopper));
  });
});

describe('fragments that spread the next one twice', () => {
  const LEVELS = 20;
  const levels = Array.from(
    { length: LEVELS },
    (_, level) =>
      `fragment F${level} on Payment { ${level + 1 < LEVELS ? `...F${level + 1} ...F${level + 1}` : 'memberEmail'} }`,
  );
  const document = `${paymentWith('...F0')} ${levels.join(' ')}`;

  test('are visited once each', () => {
    const { definitions } = parse(document);
    const operation = definitions.find(
      (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
    );
    if (!operation) throw new Error('The document has no operation.');
    const fragments = definitions.filter(
      (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
    );
    const visited: string[] = [];
    const count = foldSelections<number>(
      {
        schema: createSchema(),
        operation,
        fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
      },
      ({ node, inner }) => {
        visited.push(node.name.value);
        return inner + 1;
      },
      (parts) => parts.reduce((sum, part) => sum + part, 0),
    );
    expect(visited).toEqual(['memberEmail', 'payment']);
    expect(count).toBe(2 ** (LEVELS - 1) + 1);
  });

  test('are refused without harm to the next query', async () => {
    const { status, errors } = await stack.send(document, {}, shopper);
    expect([status, errors?.map(({ extensions }) => extensions.code)]).toEqual([400, ['LIMIT_EXCEEDED']]);
    expect(stack.calledServices()).toEqual([]);
    expect((await stack.send(paymentWith('id'), {}, shopper)).status).toBe(200);
  });
});
