import { type Simulator, type SimulatorService, startSimulator } from '../../src/simulator/index.js';
import { call, paths, readReply, request } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

test.each(['', 'x', 'null', '[]', '"text"', '7', '{"checkoutFormToken":"card-1"'])(
  'a body that is no JSON object is refused with 11: %s',
  async (body) => {
    const reply = await readReply(await request(simulator, 'retrieve-payment', { body }));
    expect(reply).toMatchObject({ status: 400, json: { status: 'failure', errorCode: '11' } });
  },
);

test.each<[SimulatorService, object, string]>([
  ['retrieve-payment', {}, '5132'],
  ['retrieve-payment', { checkoutFormToken: '' }, '5132'],
  ['retrieve-payment', { checkoutFormToken: 7 }, '5132'],
  ['retrieve-session', { paymentId: '24259238' }, '5132'],
  ['retrieve-session', { checkoutFormToken: 'card-1' }, '11'],
  ['retrieve-access-token', { memberIdentifier: 'member-card-1' }, '11'],
  ['last-payment-info', { sessionToken: 'session-card-1' }, '11'],
  ['invalidate-session', {}, '11'],
  ['payment-detail', { locale: 'tr' }, '11'],
])('%s refuses %j with %s', async (service, fields, errorCode) => {
  expect((await call(simulator, service, fields)).json).toMatchObject({ status: 'failure', errorCode });
});

test('of two keys of a payment detail the id decides', async () => {
  const keys = { paymentId: '51000000001', paymentConversationId: 'conversation-card-2' };
  expect((await call(simulator, 'payment-detail', keys)).json).toMatchObject({ paymentId: keys.paymentId });
});

test('a body of a mebibyte is read, and one byte more is not', async () => {
  const filled = (length: number): string => '{"checkoutFormToken":"card-1"}'.padEnd(length);
  const fits = await request(simulator, 'retrieve-payment', { body: filled(1_048_576) });
  expect(fits.status).toBe(200);
  const reply = await readReply(await request(simulator, 'retrieve-payment', { body: filled(1_048_577) }));
  expect(reply).toMatchObject({ status: 413, json: { status: 'failure', errorCode: '11' } });
});

test.each(['/payment', '/payment/detail/', '/v2/payment/detail', '//'])('nothing is at %s', async (path) => {
  const reply = await readReply(await fetch(simulator.url + path, { method: 'POST', body: '{}' }));
  expect(reply).toMatchObject({ status: 404, json: { status: 'failure', errorCode: '11' } });
  expect(simulator.calls).toEqual([]);
});

test.each(['GET', 'PUT', 'DELETE'])('a service does not take %s', async (method) => {
  const reply = await readReply(await fetch(simulator.url + paths['payment-detail'], { method }));
  expect(reply).toMatchObject({ status: 405, json: { status: 'failure' } });
  expect(reply.headers.get('allow')).toBe('POST');
  expect(simulator.calls).toEqual([]);
});

test('the guide lists what can be asked, and its examples work', async () => {
  const response = await fetch(simulator.url);
  const guide = (await response.json()) as {
    services: Record<string, { call: string }>;
    scenarios: Record<string, { example?: Record<string, string> }>;
    samples: { payment: Record<string, string> };
    errors: object;
    faults: object;
  };
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(Object.entries(guide.services).map(([name, { call: how }]) => [name, how])).toEqual(
    Object.entries(paths).map(([name, path]) => [name, `POST ${path}`]),
  );
  const examples = Object.values(guide.scenarios).flatMap(({ example }) => (example ? [example] : []));
  expect(examples).toHaveLength(9);
  for (const example of [...examples, guide.samples.payment]) {
    const { json } = await call(simulator, 'retrieve-payment', { checkoutFormToken: example.checkoutFormToken });
    expect(json.paymentId).toBe(example.paymentId);
  }
  expect(guide.errors).toHaveProperty('260030');
  expect(guide.faults).toHaveProperty('cut-off');
});
