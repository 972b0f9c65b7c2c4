import { readConfig } from '../../src/config/index.js';
import type { Iyzico } from '../../src/iyzico/index.js';
import { startIyzico } from '../../src/process/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { faultNames } from '../../src/simulator/wire/fault.js';
import { logInto, type LogLine } from '../harness/log-lines.js';
import { put } from '../harness/sample.js';
import { chosen, outcomeOf } from '../harness/test-client.js';

const TIMES = 12;

let simulator: Simulator;
let iyzico: Iyzico;
const logLines: LogLine[] = [];
beforeAll(async () => {
  simulator = await startSimulator();
  const config = readConfig({ IYZICO_TIMEOUT_MS: '300' }, () => '');
  const { url: baseUrl, apiKey, secretKey } = simulator;
  const account = { kind: 'simulator', baseUrl, apiKey, secretKey };
  iyzico = startIyzico(config, account, { log: logInto(logLines), metrics: undefined, redis: null });
});
afterAll(async () => {
  iyzico.close();
  await simulator.close();
});

let asked = 0;
const next = () => chosen(`${asked++}`);

/** Each way in which a key can be asked for. */
const ways: [string, (key: string) => Promise<unknown>][] = [
  ['a checkout form', (checkoutFormToken) => iyzico.retrievePayment({ checkoutFormToken }, next())],
  ['a payment id', (paymentId) => iyzico.retrievePaymentDetail({ paymentId }, next())],
  ['a conversation id', (paymentConversationId) => iyzico.retrievePaymentDetail({ paymentConversationId }, next())],
  ['a session', (sessionToken) => iyzico.retrieveLastPayment({ sessionToken, memberIdentifier: 'member' }, next())],
  ['a session to end', (sessionToken) => iyzico.expireSession({ sessionToken, memberIdentifier: 'member' }, next())],
];

test.each(ways)('in the built-in simulator, no error and no fault of %s spoils the next query', async (_way, ask) => {
  const keys = ['error-50000', 'error-1', ...faultNames.map((name) => `fault-${name}`)];
  await Promise.all(keys.map((key) => Promise.all(Array.from({ length: TIMES }, () => outcomeOf(ask(key))))));
  const form = { checkoutFormToken: 'card-1' };
  const { paymentId } = await iyzico.retrievePayment(form, next());
  expect(await iyzico.retrievePaymentDetail({ paymentId }, next())).toMatchObject({ paymentId });
  const session = { sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' };
  expect(await iyzico.retrieveLastPayment(session, next())).toMatchObject({ paymentId });
  const toEnd = { checkoutFormToken: `card-${asked}` };
  expect(await iyzico.expireCheckoutSession(toEnd, next())).toMatchObject({ outcome: 'expired' });
});

test('the lines of a call and of drift in its answer name the request, whose id iyzico does not get', async () => {
  logLines.length = 0;
  simulator.forget();
  simulator.answerNext('retrieve-payment', { edit: put('cardType', '"CHARGE_CARD"') });
  await iyzico.retrievePayment({ checkoutFormToken: 'card-1' }, { ...next(), requestId: 'named' });
  expect(logLines).toMatchObject([
    { event: 'iyzico call', requestId: 'named', outcome: 'accepted' },
    { event: 'iyzico contract drift', requestId: 'named', field: 'cardType', reason: 'unknown-value' },
  ]);
  expect(simulator.calls).toHaveLength(1);
  expect(JSON.stringify(simulator.calls)).not.toContain('named');
});
