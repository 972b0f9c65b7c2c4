import { createOpaqueId } from '../../../src/iyzico/index.js';
import { createLog } from '../../../src/server/index.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { bearer, bySecret, systemWith, tokenWith } from '../../harness/tokens.js';

let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ server: { authentication: bySecret } });
});
afterEach(() => stack.close());

const audits = () => stack.logLines.filter(({ event }) => event === 'audit');
const reader = async () =>
  bearer(
    await tokenWith({ scope: 'payment:read member:read session:manage', sub: 'back\u0007office', jti: 'token-1' }),
  );
const shopper = async () => bearer(await tokenWith({ checkout_form_token: 'card-1', sub: 'Ayşe', jti: 'token-2' }));
const end = 'mutation End { expireCheckoutSession(input: { checkoutFormToken: "card-1" }) { __typename } }';

test('ending a session writes who did it and what was named, with opaque ids only', async () => {
  await stack.send(end, {}, { ...(await shopper()), 'x-request-id': 'ended' });
  const [line] = audits();
  expect(line).toEqual({
    level: 'info',
    event: 'audit',
    requestId: 'ended',
    operationName: 'End',
    operationType: 'mutation',
    caller: 'shopper',
    subject: expect.stringMatching(/^[\w-]{16,}$/) as string,
    tokenId: 'token-2',
    fields: ['expireCheckoutSession'],
    targets: [expect.stringMatching(/^form [\w-]{16,}$/) as string],
    outcome: 'OK',
  });
  expect(JSON.stringify(line)).not.toMatch(/card-1|Ayşe/);
});

test('each request with the same document writes what its own variables name', async () => {
  const query = 'query ($form: ID!) { payment(checkoutFormToken: $form) { memberEmail } }';
  for (const form of ['card-1', 'card-2', 'card-1']) await stack.send(query, { form }, await reader());
  const [first, second, third] = audits().map(({ targets }) => targets);
  expect([first, second]).toEqual([[expect.stringMatching(/^form /)], [expect.stringMatching(/^form /)]]);
  expect(third).toEqual(first);
  expect(second).not.toEqual(first);
});

test("a system's subject is written as it is, without characters that are not printable", async () => {
  await stack.send(end, {}, await reader());
  expect(audits()).toMatchObject([{ caller: 'system', subject: 'back?office', tokenId: 'token-1' }]);
});

test.each([
  ['refused for its scope', '1', 'FORBIDDEN', () => systemWith('payment:read')],
  [
    'refused for its checkout form',
    '1',
    'NOT_FOUND',
    async () => bearer(await tokenWith({ checkout_form_token: 'x' })),
  ],
  ['refused by iyzico', '1001', 'IYZICO_MISCONFIGURED', reader],
])('ending a session that is %s is written with its outcome', async (_, errorCode, outcome, headersOf) => {
  stack.simulator.answerNext('retrieve-payment', { errorCode });
  await stack.send(end, {}, await headersOf());
  expect(audits()).toMatchObject([{ fields: ['expireCheckoutSession'], outcome }]);
});

test.each([
  ['a field', '{ payment(checkoutFormToken: "card-1") { memberEmail } }', ['payment.memberEmail']],
  [
    'an alias',
    '{ a: payment(checkoutFormToken: "card-1") { b: memberEmail @include(if: false) } }',
    ['payment.memberEmail'],
  ],
  [
    'fragments',
    '{ ...Q } fragment Q on Query { payment(checkoutFormToken: "card-1") { ... on Payment { ...P } } } fragment P on Payment { memberGsmNumber }',
    ['payment.memberGsmNumber'],
  ],
  [
    'a nested field that is not included',
    '{ payment(checkoutFormToken: "card-1") { session { lastPaymentCard { cardHolderName @include(if: false) } } } }',
    ['payment.session.lastPaymentCard.cardHolderName'],
  ],
])('personal data selected by %s is written', async (_, document, fields) => {
  await stack.send(document, {}, await reader());
  expect(audits()).toMatchObject([{ operationType: 'query', fields, targets: [expect.stringMatching(/^form /)] }]);
});

test('each payment of a batch is named once, from variables too', async () => {
  const document = 'query ($ids: [ID!]!) { paymentDetails(paymentIds: $ids) { memberEmail } }';
  await stack.send(document, { ids: ['1', '2', '2'] }, await reader());
  const [line] = audits();
  expect(line?.targets).toHaveLength(2);
});

test('an operation that ends nothing and reads no personal data writes none', async () => {
  await stack.send('{ payment(checkoutFormToken: "card-1") { id session { id } } }', {}, await reader());
  await stack.send('{ payment(checkoutFormToken: "card-1") { nothing } }', {}, await reader());
  expect(audits()).toEqual([]);
});

test('a session has the id in the log that the API answers', async () => {
  const keys = 'input: { sessionToken: "session-card-1", memberIdentifier: "member-card-1" }';
  const document = `mutation { expireSession(${keys}) { ... on SessionExpired { session { id } } } }`;
  const opaqueId = createOpaqueId(stack.simulator.secretKey);
  await stack.close();
  stack = await startStack({ server: { authentication: bySecret }, opaqueId });
  const { data } = await stack.send(document, {}, await reader());
  const { session } = (data as { expireSession: { session: { id: string } } }).expireSession;
  expect(audits()).toMatchObject([{ targets: [`session ${session.id}`] }]);
});

test('a log of errors only has audit lines all the same', () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) }, { level: 'error' });
  log.info('operation answered');
  log.warn('operation failed');
  log.audit('audit', { subject: 'backend' });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { msg: 'audit', level: 30, subject: 'backend' },
  ]);
});
