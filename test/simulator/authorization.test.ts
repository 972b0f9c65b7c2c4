import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { signAnswer } from '../../src/simulator/wire/answer-signature.js';
import { authorizationFailure } from '../../src/simulator/wire/authorization.js';
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

describe('a published signature', () => {
  test('of a request is reproduced by the signing code of these tests', () => {
    expect(authorize(published).authorization).toBe(published.authorization);
    expect(signatureOf({ secretKey: 'secret_key', randomKey: 'random_string', path: 'uri', body: '"body"' })).toBe(
      '017508921a29ee5601bcd1fbe83efd2e2be43af02eceff30cf2e91a539aab355',
    );
  });

  test('of a request is accepted by the simulator', () => {
    const { authorization, randomKey, path, body } = published;
    const headers = { authorization, 'x-iyzi-rnd': randomKey };
    expect(authorizationFailure({ headers, path, body: Buffer.from(body) }, published)).toBeUndefined();
  });

  test('of an answer is reproduced by the simulator', () => {
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

  test('of an answer counts a missing value as an empty text', () => {
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
  ])('of an answer covers the number %s as the text %s', (number, text) => {
    const signature = signAnswer({ price: new ExactNumber(number) }, ['price'], 'key');
    expect(signature).toBe(signAnswer({ price: text }, ['price'], 'key'));
  });
});

describe('a request', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.close());

  const body = '{"checkoutFormToken":"card-1","locale":"en"}';

  async function send(headers: Record<string, string>): Promise<Reply> {
    return readReply(await request(simulator, 'retrieve-payment', { body, headers }));
  }

  test('with a valid signature is answered', async () => {
    expect(await send({})).toMatchObject({ status: 200, json: { status: 'success' } });
  });

  test('is signed over its raw bytes, including white space and non-ASCII letters', async () => {
    const unusual = '{ "checkoutFormToken" :\t"card-1", "conversationId": "ödeme €" }';
    const reply = await readReply(await request(simulator, 'retrieve-payment', { body: unusual }));
    expect(reply.json).toMatchObject({ status: 'success', conversationId: 'ödeme €' });
  });

  test('is signed without its query string', async () => {
    const signed = authorize({ ...simulator, randomKey: 'r', path: paths['retrieve-payment'], body });
    const response = await fetch(`${simulator.url}${paths['retrieve-payment']}?x=1`, {
      method: 'POST',
      headers: signed,
      body,
    });
    expect(response.status).toBe(200);
  });

  test.each([
    ['without an Authorization header', { authorization: '' }, '1004'],
    ['with the older scheme', { authorization: 'IYZWS key:signature' }, '1004'],
    ['without the x-iyzi-rnd header', { 'x-iyzi-rnd': '' }, '1004'],
    ['with credentials that are not base64', { authorization: 'IYZWSv2 ?*!' }, '1000'],
    ['with incomplete credentials', { authorization: `IYZWSv2 ${Buffer.from('apiKey:x').toString('base64')}` }, '1000'],
    ['with another random key in the x-iyzi-rnd header', { 'x-iyzi-rnd': 'another' }, '1000'],
  ])('%s is refused', async (_case, headers, errorCode) => {
    const reply = await send(headers);
    expect(reply).toMatchObject({ status: 400, json: { status: 'failure', errorCode, locale: 'en' } });
  });

  test('with an unknown API key is refused with 1001', async () => {
    const unknownKey = { ...simulator, apiKey: 'unknown' };
    const reply = await readReply(await request(unknownKey, 'retrieve-payment', { body }));
    expect(reply.json).toMatchObject({ status: 'failure', errorCode: '1001' });
  });

  test('signed with another secret key is refused with 1000', async () => {
    const wrongSecret = { ...simulator, secretKey: 'wrong' };
    const reply = await readReply(await request(wrongSecret, 'retrieve-payment', { body }));
    expect(reply.json).toMatchObject({ status: 'failure', errorCode: '1000' });
  });

  test.each([
    ['another body', paths['retrieve-payment'], '{"checkoutFormToken":"card-2"}'],
    ['another path', paths['retrieve-session'], body],
  ])('signed for %s is refused with 1000', async (_case, path, signedBody) => {
    const headers = authorize({ ...simulator, randomKey: 'r', path, body: signedBody });
    expect((await send(headers)).json).toMatchObject({ status: 'failure', errorCode: '1000' });
  });

  test('to a classic service is refused with HTTP 200', async () => {
    const wrongSecret = { ...simulator, secretKey: 'wrong' };
    const reply = await readReply(await request(wrongSecret, 'payment-detail', { body: '{"paymentId":"1"}' }));
    expect(reply).toMatchObject({ status: 200, json: { status: 'failure', errorCode: '1000' } });
  });

  test('must be signed with the configured keys of the simulator', async () => {
    const other = await startSimulator({ apiKey: 'mine', secretKey: 'my secret' });
    expect(other).toMatchObject({ apiKey: 'mine', secretKey: 'my secret' });
    const accepted = await request(other, 'retrieve-payment', { body });
    const refused = await request({ ...simulator, url: other.url }, 'retrieve-payment', { body });
    expect([accepted.status, refused.status]).toEqual([200, 400]);
    await other.close();
  });
});
