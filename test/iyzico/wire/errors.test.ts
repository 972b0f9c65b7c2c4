import { inspect } from 'node:util';
import type { Fault, ScriptedAnswer } from '../../../src/simulator/index.js';
import { testAtOnce } from '../../harness/at-once.js';
import { openTestClient, options, outcomeOf, session, type TestClient } from '../../harness/test-client.js';

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
const failures: [string, ScriptedAnswer][] = [
  ...faults.map((fault): [string, ScriptedAnswer] => [`the fault "${fault}"`, { fault }]),
  ['a refusal', { errorCode: '11' }],
  ['a refusal of the API keys', { status: 401, errorCode: '8' }],
  ['the rate limit', { errorCode: 50000 }],
  ['an unknown status', { body: '{"status": "?"}' }],
  ['a field with two values', { body: '{"status": "success", "status": "failure"}' }],
];

testAtOnce('the error of %s contains no credential', failures, async (_name, answer) => {
  const own = await openTestClient({ timeoutMs: 1000 });
  try {
    // A reset connection that was kept alive is repeated once.
    for (let calls = 0; calls < 2; calls += 1) own.simulator.answerNext('last-payment-info', answer);
    const error = await outcomeOf(own.iyzico.retrieveLastPayment(session, options));
    expect(error).toBeInstanceOf(Error);
    expect(own.calledServices().slice(0, 2)).toEqual(['retrieve-access-token', 'last-payment-info']);
    expect(secretsIn(error, own)).toEqual([]);
  } finally {
    await own.close();
  }
});

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

test('the error of a closed port contains no credential', async () => {
  await client.simulator.close();
  const error = await outcomeOf(client.iyzico.retrieveLastPayment(session, options));
  expect(error).toMatchObject({ reason: 'unreachable', detail: 'ECONNREFUSED' });
  expect(secretsIn(error, client)).toEqual([]);
});

test('the error of an answer about another session contains neither session token', async () => {
  const other = '"sessionToken": "of-another"';
  const edit = (text: string) => text.replace(/"sessionToken": "[^"]+"/, other);
  client.simulator.answerNext('last-payment-info', { edit });
  const error = await outcomeOf(client.iyzico.retrieveLastPayment(session, options));
  expect(error).toMatchObject({ reason: 'bad-response', detail: 'sessionToken' });
  expect(inspectWhole(error)).not.toContain('of-another');
  expect(secretsIn(error, client)).toEqual([]);
});

test('the message names the service and the failure', async () => {
  client.simulator.answerNext('retrieve-access-token', { errorCode: '260016' });
  await expect(client.iyzico.retrieveLastPayment(session, options)).rejects.toThrow(
    'iyzico rejected retrieve-access-token with 260016 (session-not-found)',
  );
  client.simulator.answerNext('retrieve-access-token', { fault: 'empty' });
  await expect(client.iyzico.retrieveLastPayment(session, options)).rejects.toThrow(
    'iyzico gave no usable answer to retrieve-access-token: bad-response (body)',
  );
});

/** The secrets of the call that a log of this error would contain. */
function secretsIn(error: unknown, { simulator }: TestClient): string[] {
  const { apiKey, secretKey, calls } = simulator;
  const headers = calls.flatMap(({ headers }) => [
    headers.authorization,
    headers['access-token'],
    headers['x-iyzi-rnd'],
  ]);
  const secrets = [apiKey, secretKey, session.sessionToken, session.memberIdentifier, ...headers];
  const text = inspectWhole(error);
  return secrets.filter((secret) => secret !== undefined).filter((secret) => text.includes(secret));
}

function inspectWhole(error: unknown): string {
  return inspect(error, { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null });
}
