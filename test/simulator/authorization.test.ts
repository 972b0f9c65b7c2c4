import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { signAnswer } from '../../src/simulator/wire/answer-signature.js';
import { authorizationFault } from '../../src/simulator/wire/authorization.js';
import { ExactNumber } from '../../src/simulator/wire/exact-json.js';
import { authorize, paths, readReply, type Reply, request, signatureOf } from '../harness/simulator-caller.js';

const published = {
  apiKey: 'apiKey',
  secretKey: 'secretKey',
  randomKey: 'rnd',
  path: '/payment/test',
  body: '{"locale":"tr","conversationId":"123456"}',
  authorization:
    'IYZWSv2 YXBpS2V5OmFwaUtleSZyYW5kb21LZXk6cm5kJnNpZ25hdHVyZTpkMDBiYWE0YjZkYzU5MzA0NzJlNGQyMmEzYzUwZmIwN2RlNTBiMGRmYjhmNWFmNWI5ZjczMTU4ZDZiMTg0ZmY2',
};

describe('published signatures', () => {
  test('of a request are made by these tests', () => {
    expect(authorize(published).authorization).toBe(published.authorization);
    expect(signatureOf({ secretKey: 'secret_key', randomKey: 'random_string', path: 'uri', body: '"body"' })).toBe(
      '017508921a29ee5601bcd1fbe83efd2e2be43af02eceff30cf2e91a539aab355',
    );
  });

  test('of a request are accepted by the simulator', () => {
    const { authorization, randomKey, path, body } = published;
    const headers = { authorization, 'x-iyzi-rnd': randomKey };
    expect(authorizationFault({ headers, path, body: Buffer.from(body) }, published)).toBeUndefined();
  });

  test('of an answer are made by the simulator', () => {
    const fields = {
      paymentId: '22416032',
      currency: 'TRY',
      basketId: 'basketId',
      conversationId: 'conversationId',
      paidPrice: new ExactNumber('10.50000000'),
      price: new ExactNumber('10.5'),
    };
    const secretKey = 'sandbox-qaIiLIxhjMgx3LSKIVvp6j17NunHOFtD';
    expect(signAnswer(fields, Object.keys(fields), secretKey)).toBe(
      '836c3a6c8db86c81043f2ca74edb13518b54a813f454f8dd762f0dd658610173',
    );
  });

  test('of an answer count a missing value as empty text', () => {
    const fields = { mdStatus: '1', paymentId: '22484292', status: 'success' };
    const order = ['conversationData', 'conversationId', 'mdStatus', 'paymentId', 'status'];
    expect(signAnswer(fields, order, 'jLc7GQHD2pyJoqXDeEcTnGHYtP7Ai5jl')).toBe(
      'a4f73b80bb32a6ef8358090bbd8609a49a7b53f463048f8ef147496e236d04f0',
    );
  });

  test.each([
    ['0E-8', '0'],
    ['1.00000000', '1'],
    ['100', '100'],
    ['0.01750000', '0.0175'],
  ])('write %s as %s', (text, plain) => {
    const signed = signAnswer({ price: new ExactNumber(text) }, ['price'], 'key');
    expect(signed).toBe(signAnswer({ price: plain }, ['price'], 'key'));
  });
});

describe('a call', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.close());

  const body = '{"checkoutFormToken":"card-1","locale":"en"}';

  async function send(headers: Record<string, string>): Promise<Reply> {
    return readReply(await request(simulator, 'retrieve-payment', { body, headers }));
  }

  test('with the right signature is answered', async () => {
    expect(await send({})).toMatchObject({ status: 200, json: { status: 'success' } });
  });

  test('is signed over its raw bytes, so white space and letters beyond ASCII count', async () => {
    const odd = '{ "checkoutFormToken" :\t"card-1", "conversationId": "ödeme €" }';
    const reply = await readReply(await request(simulator, 'retrieve-payment', { body: odd }));
    expect(reply.json).toMatchObject({ status: 'success', conversationId: 'ödeme €' });
  });

  test('is signed without its query', async () => {
    const signed = authorize({ ...simulator, randomKey: 'r', path: paths['retrieve-payment'], body });
    const response = await fetch(`${simulator.url}${paths['retrieve-payment']}?x=1`, {
      method: 'POST',
      headers: signed,
      body,
    });
    expect(response.status).toBe(200);
  });

  test.each([
    ['without authorization', { authorization: '' }, '1004'],
    ['of the older scheme', { authorization: 'IYZWS key:signature' }, '1004'],
    ['without its random key beside', { 'x-iyzi-rnd': '' }, '1004'],
    ['that is not base64', { authorization: 'IYZWSv2 ?*!' }, '1000'],
    ['of other parts', { authorization: `IYZWSv2 ${Buffer.from('apiKey:x').toString('base64')}` }, '1000'],
    ['with another random key beside', { 'x-iyzi-rnd': 'another' }, '1000'],
  ])('%s is refused', async (_what, headers, errorCode) => {
    const reply = await send(headers);
    expect(reply).toMatchObject({ status: 400, json: { status: 'failure', errorCode, locale: 'en' } });
  });

  test('by an unknown key is refused with 1001', async () => {
    const stranger = { ...simulator, apiKey: 'stranger' };
    const reply = await readReply(await request(stranger, 'retrieve-payment', { body }));
    expect(reply.json).toMatchObject({ status: 'failure', errorCode: '1001' });
  });

  test('signed with another secret is refused with 1000', async () => {
    const forger = { ...simulator, secretKey: 'guess' };
    const reply = await readReply(await request(forger, 'retrieve-payment', { body }));
    expect(reply.json).toMatchObject({ status: 'failure', errorCode: '1000' });
  });

  test.each([
    ['another body', paths['retrieve-payment'], '{"checkoutFormToken":"card-2"}'],
    ['another path', paths['retrieve-session'], body],
  ])('signed for %s is refused with 1000', async (_what, path, signedBody) => {
    const headers = authorize({ ...simulator, randomKey: 'r', path, body: signedBody });
    expect((await send(headers)).json).toMatchObject({ status: 'failure', errorCode: '1000' });
  });

  test('to the classic service is refused under HTTP 200', async () => {
    const forger = { ...simulator, secretKey: 'guess' };
    const reply = await readReply(await request(forger, 'payment-detail', { body: '{"paymentId":"1"}' }));
    expect(reply).toMatchObject({ status: 200, json: { status: 'failure', errorCode: '1000' } });
  });

  test('needs the keys the simulator was given', async () => {
    const other = await startSimulator({ apiKey: 'mine', secretKey: 'my secret' });
    expect(other).toMatchObject({ apiKey: 'mine', secretKey: 'my secret' });
    const right = await request(other, 'retrieve-payment', { body });
    const wrong = await request({ ...simulator, url: other.url }, 'retrieve-payment', { body });
    expect([right.status, wrong.status]).toEqual([200, 400]);
    await other.close();
  });
});
