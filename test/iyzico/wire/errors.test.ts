import { inspect } from 'node:util';
import type { Fault, ScriptedAnswer } from '../../../src/simulator/index.js';
import { openTestClient, options, outcomeOf, session, type TestClient } from '../../harness/test-client.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient({ timeoutMs: 1000 });
});
afterEach(() => client.close());

const faults: Fault[] = [
  'slow',
  'drip',
  'stall',
  'hang',
  'cut-off',
  'reset',
  'garbage',
  'html',
  'bad-gateway',
  'empty',
  'no-content',
  'redirect',
  'oversized',
];
const troubles: [string, ScriptedAnswer][] = [
  ...faults.map((fault): [string, ScriptedAnswer] => [fault, { fault }]),
  ['refusal', { errorCode: '11' }],
  ['refusal of our keys', { status: 401, errorCode: '8' }],
  ['rate limit', { errorCode: 50000 }],
  ['strange status', { body: '{"status": "?"}' }],
  ['doubled field', { body: '{"status": "success", "status": "failure"}' }],
];

test.each(troubles)('the error of a %s bears no credential', async (_name, answer) => {
  client.simulator.answerNext('last-payment-info', answer);
  const error = await outcomeOf(client.iyzico.retrieveLastPayment(session, options));
  expect(error).toBeInstanceOf(Error);
  expect(client.calledServices()).toEqual(['retrieve-access-token', 'last-payment-info']);
  expect(secretsIn(error)).toEqual([]);
});

test('the error where nobody listens bears no credential', async () => {
  await client.simulator.close();
  const error = await outcomeOf(client.iyzico.retrieveLastPayment(session, options));
  expect(error).toMatchObject({ reason: 'unreachable', detail: 'ECONNREFUSED' });
  expect(secretsIn(error)).toEqual([]);
});

test('the error of another session than the one asked for names neither', async () => {
  const other = '"sessionToken": "of-another"';
  const edit = (text: string) => text.replace(/"sessionToken": "[^"]+"/, other);
  client.simulator.answerNext('last-payment-info', { edit });
  const error = await outcomeOf(client.iyzico.retrieveLastPayment(session, options));
  expect(error).toMatchObject({ reason: 'bad-response', detail: 'sessionToken' });
  expect(inspectWhole(error)).not.toContain('of-another');
  expect(secretsIn(error)).toEqual([]);
});

test('a message tells the service and what happened to it', async () => {
  client.simulator.answerNext('retrieve-access-token', { errorCode: '260016' });
  await expect(client.iyzico.retrieveLastPayment(session, options)).rejects.toThrow(
    'iyzico rejected retrieve-access-token with 260016 (session-not-found)',
  );
  client.simulator.answerNext('retrieve-access-token', { fault: 'empty' });
  await expect(client.iyzico.retrieveLastPayment(session, options)).rejects.toThrow(
    'iyzico gave no usable answer to retrieve-access-token: bad-response (body)',
  );
});

/** Which secrets of the call can be read out of an error by whoever logs it. */
function secretsIn(error: unknown): string[] {
  const { apiKey, secretKey, calls } = client.simulator;
  const headers = calls.flatMap(({ headers }) => [
    headers.authorization,
    headers['access-token'],
    headers['x-iyzi-rnd'],
  ]);
  const secrets = [apiKey, secretKey, session.sessionToken, session.memberIdentifier, ...headers];
  const written = inspectWhole(error);
  return secrets.filter((secret) => secret !== undefined).filter((secret) => written.includes(secret));
}

function inspectWhole(error: unknown): string {
  return inspect(error, { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null });
}
