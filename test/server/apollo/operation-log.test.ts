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

describe('an answered operation', () => {
  test('is logged in one line, and each of its iyzico calls in another', async () => {
    const headers = { ...(await systemWith('payment:read')), 'x-request-id': 'named' };
    expect((await post(stack, goodQuery, headers)).data).toEqual(goodData);
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

  test('has no operation name if its document has none', async () => {
    await stack.send('{ payment(checkoutFormToken: "card-1") { id } }', {}, await shopperOf('card-1'));
    expect(linesOf('operation answered')).toMatchObject([{ operationName: null, caller: 'shopper', outcome: 'OK' }]);
  });

  test('is distinguished from concurrent operations by its request id', async () => {
    const headers = await systemWith('payment:read');
    const names = Array.from({ length: 10 }, (_, index) => `request-${index}`);
    // Each queries a different payment: calls for the same one would be coalesced.
    const send = (name: string, index: number) =>
      post(
        stack,
        { query: `{ payment(checkoutFormToken: "card-${index + 1}") { id } }` },
        { ...headers, 'x-request-id': name },
      );
    await Promise.all(names.map(send));
    for (const event of ['iyzico call', 'operation answered']) {
      expect(
        linesOf(event)
          .map(({ requestId }) => requestId)
          .sort(),
      ).toEqual(names);
    }
  });

  test('has its request id in the lines of its calls, even if its body arrives in pieces', async () => {
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
    // The interim answer shows that the server has read the headers.
    socket.once('data', () => {
      socket.write(body.slice(0, 20), () => setImmediate(() => socket.write(body.slice(20))));
    });
    const text = await textOf(socket);
    const [reply] = readReplies(text.slice(text.indexOf('\r\n\r\n') + 4));
    expect(reply?.data).toEqual(goodData);
    expect(linesOf('iyzico call')).toMatchObject([{ requestId: 'in-pieces' }]);
  });
});

describe('a refused or failed operation', () => {
  test.each([
    ['FORBIDDEN', 'query Q { paymentDetail(paymentId: "1") { id } }'],
    ['NOT_FOUND', 'query Q { payment(checkoutFormToken: "card-2") { id } }'],
    ['BAD_USER_INPUT', 'query Q($a: ID!) { payment(checkoutFormToken: $a) { id } }'],
  ])('is logged in one line with the outcome %s', async (outcome, query) => {
    await stack.send(query, {}, await shopperOf('card-1'));
    expect(stack.logLines).toMatchObject([
      { level: 'info', event: 'operation answered', operationName: 'Q', operationHash: hashOf(query), outcome },
    ]);
  });

  test.each([
    ['GRAPHQL_PARSE_FAILED', 'query Q {'],
    ['GRAPHQL_VALIDATION_FAILED', 'query Q { nothing }'],
  ])('has no operation name if its document is invalid: %s', async (outcome, query) => {
    await stack.send(query, {}, await shopperOf('card-1'));
    expect(stack.logLines).toMatchObject([
      { level: 'info', operationName: null, operationHash: hashOf(query), outcome },
    ]);
  });

  test('is also logged as a warning with the service if iyzico failed', async () => {
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

  test.each(['error-5122', 'error-5124'])('is not logged as a failure if iyzico has no payment: %s', async (form) => {
    await stack.send(`{ payment(checkoutFormToken: "${form}") { id } }`, {}, await shopperOf(form));
    expect(linesOf('operation failed')).toEqual([]);
    expect(linesOf('operation answered')).toHaveLength(1);
  });

  test('is also logged as an error if operators must act', async () => {
    stack.simulator.answerNext('retrieve-payment', { errorCode: '1001', errorMessage: 'api bilgileri bulunamadı' });
    await stack.send('query Q { payment(checkoutFormToken: "card-1") { id } }', {}, await shopperOf('card-1'));
    expect(linesOf('operation failed')).toMatchObject([
      { level: 'error', code: 'IYZICO_MISCONFIGURED', service: 'retrieve-payment', iyzicoCode: '1001' },
    ]);
  });
});

test('a bug of a plugin is logged with its stack, under the id of its request', async () => {
  await stack.close();
  const slip = () => {
    throw new TypeError('5ecret');
  };
  stack = await startStack({ opaqueId: slip });
  const query = '{ payment(checkoutFormToken: "card-1") { memberEmail } }';
  const reply = await post(stack, { query }, { 'x-request-id': 'broken' });
  expect([reply.status, reply.errors?.[0]?.extensions.code]).toEqual([500, 'INTERNAL_SERVER_ERROR']);
  expect(linesOf('request failed')).toMatchObject([
    { level: 'error', requestId: 'broken', code: 'INTERNAL_SERVER_ERROR', error: 'TypeError' },
  ]);
  expect(linesOf('request failed')[0]?.stack).toContainEqual(expect.stringContaining('operation-log.test.ts'));
  expect(reply.text + JSON.stringify(stack.logLines)).not.toContain('5ecret');
});

test('the log line of an unauthenticated request contains only its refusal', async () => {
  await post(stack, goodQuery, { 'x-request-id': 'unauthenticated', authorization: 'Bearer canary-secret' });
  expect(stack.logLines).toEqual([
    {
      level: 'info',
      event: 'request refused',
      requestId: 'unauthenticated',
      code: 'UNAUTHENTICATED',
      httpStatus: 401,
      reason: 'malformed',
    },
  ]);
});

describe('a log line', () => {
  const written: string[] = [];
  const log = createLog({ write: (line) => void written.push(line) });
  afterEach(() => {
    written.length = 0;
  });

  test('contains only allowed fields', () => {
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
  ])('of the level %s is one line of JSON with the number of its level', (level, number) => {
    log[level]('something\nhappened', { reason: 'a\nb' });
    expect(written).toHaveLength(1);
    expect(written[0]?.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ level: number, msg: 'something\nhappened', reason: 'a\nb' });
  });

  test('outside a request has no request id, host name or process id', () => {
    log.info('started', { reason: 'requested' });
    expect(Object.keys(JSON.parse(written[0] ?? '') as object)).toEqual(['level', 'time', 'reason', 'msg']);
  });
});

test('an error code of iyzico that is not a number is logged as "other"', async () => {
  stack.simulator.answerNext('retrieve-payment', { errorCode: 'jane.doe@shop.example' });
  const reply = await post(stack, goodQuery, await systemWith('payment:read'));
  expect(reply.errors).toMatchObject([{ extensions: { code: 'IYZICO_REJECTED' } }]);
  expect(linesOf('iyzico call')).toMatchObject([{ outcome: 'rejected', iyzicoCode: 'other' }]);
  expect(linesOf('operation failed')).toMatchObject([{ code: 'IYZICO_REJECTED', iyzicoCode: 'other' }]);
  expect(JSON.stringify(stack.logLines)).not.toContain('jane.doe');
});
