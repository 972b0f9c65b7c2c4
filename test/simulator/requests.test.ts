import { type Simulator, type SimulatorService, startSimulator } from '../../src/simulator/index.js';
import { call, paths, readReply, request } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

test.each(['', 'x', 'null', '[]', '"text"', '7', '{"checkoutFormToken":"card-1"'])(
  'a body that is not a JSON object is refused with 11: %s',
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

test('payment detail prefers the payment id to the payment conversation id', async () => {
  const keys = { paymentId: '51000000001', paymentConversationId: 'conversation-card-2' };
  expect((await call(simulator, 'payment-detail', keys)).json).toMatchObject({ paymentId: keys.paymentId });
});

test('a body of one mebibyte is accepted, and one byte more is refused', async () => {
  const paddedBody = (length: number): string => '{"checkoutFormToken":"card-1"}'.padEnd(length);
  const accepted = await request(simulator, 'retrieve-payment', { body: paddedBody(1_048_576) });
  expect(accepted.status).toBe(200);
  const reply = await readReply(await request(simulator, 'retrieve-payment', { body: paddedBody(1_048_577) }));
  expect(reply).toMatchObject({ status: 413, json: { status: 'failure', errorCode: '11' } });
});

test.each(['/payment', '/payment/detail/', '/v2/payment/detail', '//'])('the path %s is not found', async (path) => {
  const reply = await readReply(await fetch(simulator.url + path, { method: 'POST', body: '{}' }));
  expect(reply).toMatchObject({ status: 404, json: { status: 'failure', errorCode: '11' } });
  expect(simulator.calls).toEqual([]);
});

test.each(['GET', 'PUT', 'DELETE'])('a service refuses the method %s', async (method) => {
  const reply = await readReply(await fetch(simulator.url + paths['payment-detail'], { method }));
  expect(reply).toMatchObject({ status: 405, json: { status: 'failure' } });
  expect(reply.headers.get('allow')).toBe('POST');
  expect(simulator.calls).toEqual([]);
});

test('the guide lists services and test data, and its examples work', async () => {
  const response = await fetch(simulator.url);
  const guide = (await response.json()) as {
    services: Record<string, { call: string }>;
    scenarios: Record<string, { example?: Record<string, string> }>;
    samples: { payment: Record<string, string> };
    errors: object;
    faults: object;
  };
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(Object.entries(guide.services).map(([name, { call: endpoint }]) => [name, endpoint])).toEqual(
    Object.entries(paths).map(([name, path]) => [name, `POST ${path}`]),
  );
  const examples = Object.values(guide.scenarios).flatMap(({ example }) => (example ? [example] : []));
  expect(examples).toHaveLength(19);
  for (const example of [...examples, guide.samples.payment]) {
    const { json } = await call(simulator, 'retrieve-payment', { checkoutFormToken: example.checkoutFormToken });
    expect(json.paymentId).toBe(json.errorCode === '5122' ? undefined : example.paymentId);
  }
  expect(guide.errors).toHaveProperty('260030');
  expect(guide.faults).toHaveProperty('cut-off');
});
