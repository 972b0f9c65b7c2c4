import { readFileSync } from 'node:fs';
import { createSchema } from '../../src/graphql/index.js';
import { leaksOfAnswer, leaksOfText } from '../harness/canaries.js';
import { everyField } from '../harness/every-field.js';
import { startStack, type Stack } from '../harness/stack.js';

/** Every secret and personal value in iyzico's sample, with the canary that replaces it. */
const replacements: readonly (readonly [original: RegExp, canary: string])[] = [
  [/f403ef2f-fb08-4111-afd6-495811ef6b25/g, 'canary-session-token'],
  [/f1409923-57cb-468f-8df2-704ea02075e3/g, 'canary-member-identifier'],
  [/sandboxtest@gmail\.com/g, 'canary@example.com'],
  [/\+905555555555/g, '+905559999999'],
  [/John Doe/g, 'Canary Holder'],
  [/0\.01750000/g, '424242.42424200'],
];
const plant = (text: string) =>
  replacements.reduce((planted, [original, canary]) => planted.replace(original, canary), text);
const plantedCard = plant(
  readFileSync(new URL('../../samples/last-payment-info.success.json', import.meta.url), 'utf8'),
);
const token = 'e54b957b-a153-410c-8761-79c9bd4ff44f';
const everyPaymentField = everyField(createSchema(), 'Payment', ['session', 'lastPayment', 'lastPaymentCard']);

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
  stack.simulator.answerNext('retrieve-payment', { edit: plant });
  stack.simulator.answerNext('retrieve-access-token', {
    body: '{"status":"success","accessToken":"eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOiJhY2Nlc3MifQ.c2lnbmF0dXJl"}',
  });
});
afterEach(() => stack.close());

const queryPayment = (selection: string) => stack.send(`{ payment(checkoutFormToken: "${token}") ${selection} }`);

test('personal data is answered in its own field and nowhere else', async () => {
  stack.simulator.answerNext('last-payment-info', { body: plantedCard });
  const { text } = await queryPayment(everyPaymentField);
  for (const value of ['canary-session-token', 'canary@example.com', 'Canary Holder', '424242.424242']) {
    expect(text).toContain(value);
  }
  expect(leaksOfAnswer(text)).toEqual([]);
});

test('personal data that is not selected is not answered', async () => {
  stack.simulator.answerNext('last-payment-info', { body: plantedCard });
  const { text } = await queryPayment('{ id session { id lastPaymentCard { lastFourDigits } } }');
  expect(leaksOfText(text)).toEqual([]);
});

test.each([
  ['refuses with a message that contains it all', { errorCode: '11', errorGroup: 'CANARY' }],
  ['answers unreadable JSON', { body: `{"status":"success","canary-session-token":1,"canary-session-token":2}` }],
  ['cuts its answer off', { fault: 'cut-off' }],
  ['resets the connection', { fault: 'reset' }],
] as const)('a card for which iyzico %s is an error without the keys of the session', async (_, answer) => {
  // A reset connection that was kept alive is repeated once, and then there is the second attempt.
  for (let calls = 0; calls < 3; calls += 1) stack.simulator.answerNext('last-payment-info', answer);
  const { text } = await queryPayment('{ id session { lastPaymentCard { lastFourDigits } } }');
  expect(text).toContain('"errors"');
  expect(leaksOfText(text + JSON.stringify(stack.logLines))).toEqual([]);
});

test.each([
  '{"query":"{ payment(checkoutFormToken: \\"canary-session-token\\", x: \\"canary-member\\") { id } }"}',
  '{"query":"query($t: Int!) { payment(checkoutFormToken: $t) { id } }","variables":{"t":"canary-session-token"}}',
  '{"query":"{ payment(checkoutFormToken: \\"canary-session-token"}',
  '{"query":"{ payment }","operationName":["canary-session-token"]}',
  '{"canary-session-token":',
  '{"query":"canary_session eyJhbGciOiJIUzI1NiJ9"}',
  '{"query":"query($t: ID! canary_member) { __typename }"}',
  '{"query":"query($t: ID!) { payment(checkoutFormToken: $t) { id } }","variables":{"t":{"canary@example.com":1e300}}}',
])('a refused request is repeated neither in the answer nor in the log: %s', async (body) => {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer canary-secret' },
    body,
  });
  const text = await response.text();
  expect(text).toContain('"errors"');
  expect(leaksOfText(text + JSON.stringify(stack.logLines))).toEqual([]);
  expect(stack.calledServices()).toEqual([]);
});

test('the leak check finds leaks', () => {
  expect(leaksOfAnswer('{"data":{"a":{"memberEmail":"canary@example.com"}}}')).toEqual([]);
  expect(leaksOfAnswer('{"data":{"a":{"basketId":"canary@example.com"}}}')).toEqual(['e-mail']);
  expect(leaksOfAnswer('{"errors":[{"message":"canary-secret"}],"data":null}')).toEqual(['secret key']);
  expect(leaksOfText('iyzico said canary-session-1')).toEqual(['session token']);
});
