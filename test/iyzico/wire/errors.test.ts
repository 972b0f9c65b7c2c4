import { inspect } from 'node:util';
import type { Fault, ScriptedAnswer } from '../../../src/simulator/index.js';
import { openLine, options, outcomeOf, session, type Line } from '../../harness/test-client.js';

let line: Line;
beforeEach(async () => {
  line = await openLine({ timeout: 1000 });
});
afterEach(() => line.close());

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
  line.simulator.answerNext('last-payment-info', answer);
  const error = await outcomeOf(line.iyzico.retrieveLastPayment(session, options));
  expect(error).toBeInstanceOf(Error);
  expect(line.calledServices()).toEqual(['retrieve-access-token', 'last-payment-info']);
  expect(secretsIn(error)).toEqual([]);
});

test('the error where nobody listens bears no credential', async () => {
  await line.simulator.close();
  const error = await outcomeOf(line.iyzico.retrieveLastPayment(session, options));
  expect(error).toMatchObject({ reason: 'unreachable', detail: 'ECONNREFUSED' });
  expect(secretsIn(error)).toEqual([]);
});

test('the error of another session than the one asked for names neither', async () => {
  const other = '"sessionToken": "of-another"';
  const edit = (text: string) => text.replace(/"sessionToken": "[^"]+"/, other);
  line.simulator.answerNext('last-payment-info', { edit });
  const error = await outcomeOf(line.iyzico.retrieveLastPayment(session, options));
  expect(error).toMatchObject({ reason: 'bad-response', detail: 'sessionToken' });
  expect(inspectWhole(error)).not.toContain('of-another');
  expect(secretsIn(error)).toEqual([]);
});

test('a message tells the service and what happened to it', async () => {
  line.simulator.answerNext('retrieve-access-token', { errorCode: '260016' });
  await expect(line.iyzico.retrieveLastPayment(session, options)).rejects.toThrow(
    'iyzico rejected retrieve-access-token with 260016 (session-not-found)',
  );
  line.simulator.answerNext('retrieve-access-token', { fault: 'empty' });
  await expect(line.iyzico.retrieveLastPayment(session, options)).rejects.toThrow(
    'iyzico gave no usable answer to retrieve-access-token: bad-response (body)',
  );
});

/** Which secrets of the call can be read out of an error by whoever logs it. */
function secretsIn(error: unknown): string[] {
  const { apiKey, secretKey, calls } = line.simulator;
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
