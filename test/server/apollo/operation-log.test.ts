import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { createLog, type Log } from '../../../src/server/index.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { bySecret, shopperOf, systemWith } from '../../harness/tokens.js';
import { goodData, goodQuery, post, readReplies, textOf } from '../../harness/http-exchange.js';

let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ server: { authentication: bySecret } });
});
afterEach(() => stack.close());

const linesOf = (event: string) => stack.logLines.filter((line) => line.event === event);
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const aNumber = expect.any(Number) as number;

describe('an operation that is answered', () => {
  test('is one line, of what it was and for whom, and one of each call for it', async () => {
    const named = { ...(await systemWith('payment:read')), 'x-request-id': 'named' };
    expect((await post(stack, goodQuery, named)).data).toEqual(goodData);
    expect(stack.logLines).toEqual([
      {
        level: 'info',
        event: 'iyzico call',
        requestId: 'named',
        service: 'retrieve-payment',
        outcome: 'accepted',
        iyzicoCode: null,
        milliseconds: aNumber,
        attempts: 1,
      },
      {
        level: 'info',
        event: 'operation answered',
        requestId: 'named',
        operationName: 'Good',
        operationHash: hashOf(goodQuery.query),
        caller: 'system',
        outcome: 'OK',
        milliseconds: aNumber,
      },
    ]);
  });

  test('has no name where its document gives none', async () => {
    await stack.send('{ payment(checkoutFormToken: "card-1") { id } }', {}, await shopperOf('card-1'));
    expect(linesOf('operation answered')).toMatchObject([{ operationName: null, caller: 'shopper', outcome: 'OK' }]);
  });

  test('is told apart from others at the same time by the name of its request', async () => {
    const headers = await systemWith('payment:read');
    const names = Array.from({ length: 10 }, (_, index) => `request-${index}`);
    // Each about a payment of its own: equal calls at one time may be one.
    const ask = (name: string, index: number) =>
      post(
        stack,
        { query: `{ payment(checkoutFormToken: "card-${index + 1}") { id } }` },
        { ...headers, 'x-request-id': name },
      );
    await Promise.all(names.map(ask));
    for (const event of ['iyzico call', 'operation answered']) {
      expect(
        linesOf(event)
          .map(({ requestId }) => requestId)
          .sort(),
      ).toEqual(names);
    }
  });

  test('names its request in the lines of its calls, however its body comes', async () => {
    const body = JSON.stringify(goodQuery);
    const { authorization } = await systemWith('payment:read');
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    const lines = [
      'POST /graphql HTTP/1.1',
      'host: localhost',
      'x-request-id: in-pieces',
      `authorization: ${authorization}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
      'expect: 100-continue',
      'connection: close',
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    // Whoever is told to continue has had the headers read.
    socket.once('data', () => {
      socket.write(body.slice(0, 20), () => setImmediate(() => socket.write(body.slice(20))));
    });
    const text = await textOf(socket);
    const [reply] = readReplies(text.slice(text.indexOf('\r\n\r\n') + 4));
    expect(reply?.data).toEqual(goodData);
    expect(linesOf('iyzico call')).toMatchObject([{ requestId: 'in-pieces' }]);
  });
});

describe('an operation that is refused or fails', () => {
  test.each([
    ['FORBIDDEN', 'query Q { paymentDetail(paymentId: "1") { id } }'],
    ['NOT_FOUND', 'query Q { payment(checkoutFormToken: "card-2") { id } }'],
    ['BAD_USER_INPUT', 'query Q($a: ID!) { payment(checkoutFormToken: $a) { id } }'],
  ])('is one line with its outcome %s', async (outcome, query) => {
    await stack.send(query, {}, await shopperOf('card-1'));
    expect(stack.logLines).toMatchObject([
      { level: 'info', event: 'operation answered', operationName: 'Q', operationHash: hashOf(query), outcome },
    ]);
  });

  test.each([
    ['GRAPHQL_PARSE_FAILED', 'query Q {'],
    ['GRAPHQL_VALIDATION_FAILED', 'query Q { nothing }'],
  ])('has no name before it is understood: %s', async (outcome, query) => {
    await stack.send(query, {}, await shopperOf('card-1'));
    expect(stack.logLines).toMatchObject([
      { level: 'info', operationName: null, operationHash: hashOf(query), outcome },
    ]);
  });

  test('is a warning more where iyzico failed it, naming the service', async () => {
    const headers = { ...(await shopperOf('error-10051')), 'x-request-id': 'failed' };
    const { errors } = await stack.send('query Q { payment(checkoutFormToken: "error-10051") { id } }', {}, headers);
    expect(errors).toMatchObject([{ extensions: { code: 'IYZICO_REJECTED' } }]);
    expect(linesOf('operation failed')).toEqual([
      {
        level: 'warn',
        event: 'operation failed',
        requestId: 'failed',
        operationName: 'Q',
        code: 'IYZICO_REJECTED',
        service: 'retrieve-payment',
        iyzicoCode: '10051',
      },
    ]);
    expect(linesOf('operation answered')).toMatchObject([{ outcome: 'IYZICO_REJECTED' }]);
  });

  test('is an error more where operators are to mend it', async () => {
    stack.simulator.answerNext('retrieve-payment', { errorCode: '1001', errorMessage: 'api bilgileri bulunamadı' });
    await stack.send('query Q { payment(checkoutFormToken: "card-1") { id } }', {}, await shopperOf('card-1'));
    expect(linesOf('operation failed')).toMatchObject([
      { level: 'error', code: 'IYZICO_MISCONFIGURED', service: 'retrieve-payment', iyzicoCode: '1001' },
    ]);
  });
});

test('of those who are not known it is written that they were refused, and no more', async () => {
  await post(stack, goodQuery, { 'x-request-id': 'stranger', authorization: 'Bearer canary-secret' });
  expect(stack.logLines).toEqual([
    { level: 'info', event: 'request refused', requestId: 'stranger', code: 'UNAUTHENTICATED', httpStatus: 401 },
  ]);
});

describe('a log line', () => {
  const written: string[] = [];
  const log = createLog({ write: (line) => void written.push(line) });
  afterEach(() => {
    written.length = 0;
  });

  test('bears only the fields that are listed, whatever came along', () => {
    const call = {
      service: 'retrieve-payment',
      outcome: 'accepted',
      body: '5ecret',
      token: '5ecret',
      err: new Error('5ecret'),
    };
    log.info('iyzico call', call);
    expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 30,
        time: expect.any(String) as string,
        service: 'retrieve-payment',
        outcome: 'accepted',
        msg: 'iyzico call',
      },
    ]);
    expect(written.join('')).not.toContain('5ecret');
  });

  test.each<[keyof Log, number]>([
    ['info', 30],
    ['warn', 40],
    ['error', 50],
  ])('of %s is one line of JSON, by its level', (level, number) => {
    log[level]('something\nhappened', { reason: 'a\nb' });
    expect(written).toHaveLength(1);
    expect(written[0]?.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ level: number, msg: 'something\nhappened', reason: 'a\nb' });
  });

  test('outside of a request names none, and no machine or process', () => {
    log.info('started', { reason: 'asked' });
    expect(Object.keys(JSON.parse(written[0] ?? '') as object)).toEqual(['level', 'time', 'reason', 'msg']);
  });
});

test('a code of iyzico’s that is no number is written down as another one, never as it came', async () => {
  stack.simulator.answerNext('retrieve-payment', { errorCode: 'jane.doe@shop.example' });
  const reply = await post(stack, goodQuery, await systemWith('payment:read'));
  expect(reply.errors).toMatchObject([{ extensions: { code: 'IYZICO_REJECTED' } }]);
  expect(linesOf('iyzico call')).toMatchObject([{ outcome: 'rejected', iyzicoCode: 'other' }]);
  expect(linesOf('operation failed')).toMatchObject([{ code: 'IYZICO_REJECTED', iyzicoCode: 'other' }]);
  expect(JSON.stringify(stack.logLines)).not.toContain('jane.doe');
});
