import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import { expectRefusal, goodData, goodQuery, post, readReplies, request, textOf } from '../../harness/http-exchange.js';
import { startGatedStack } from '../../harness/own-iyzico.js';
import { startStack, type Stack } from '../../harness/stack.js';

let stack: Pick<Stack, 'url' | 'logLines' | 'calledServices' | 'close'>;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stack.close();
});

const open = async (url = stack.url): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  return socket;
};

const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';
const whole = requestOf(goodQuery);
const health = 'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n';
const closing = health.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');

describe('with too many connections', () => {
  test('the one that is idle for longest is closed, and queries are answered', async () => {
    stack = await startStack({ server: { connectionLimits: { connections: 3 } } });
    const [first, second] = [await open(), await open()];
    first.write(health);
    await once(first, 'data');
    // The first one has been idle for less time than the second one, which sent nothing.
    const closed = once(second, 'close');
    await Promise.all([open(), open()]);
    await closed;
    first.write(closing);
    expect(await textOf(first)).toContain('200 OK');
    expect((await post(stack, goodQuery)).data).toEqual(goodData);
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
    expect(stack.logLines).toContainEqual({
      level: 'warn',
      event: 'too many connections: those without a whole request are closed',
    });
  });

  test('none with a request in progress is closed', async () => {
    const gated = await startGatedStack({ connectionLimits: { connections: 2 } });
    stack = { ...gated, calledServices: () => [] };
    const asking = await open(gated.url);
    asking.write(whole.replace('content-type', 'connection: close\r\ncontent-type'));
    await gated.called;
    for (let i = 0; i < 5; i++) await open(gated.url);
    await request(`${gated.url}/healthz`);
    gated.release();
    expect(readReplies(await textOf(asking))).toMatchObject([{ status: 200, data: goodData }]);
  });

  test('those whose requests do not arrive are closed, and the queries of others are answered', async () => {
    stack = await startStack({ server: { connectionLimits: { connections: 3 } } });
    const withheld = await Promise.all([open(), open(), open()]);
    const closed = Promise.race(withheld.map(closeOf));
    // The server has begun each request when it asks for the body.
    const begun = withheld.map((socket) => once(socket, 'data'));
    for (const socket of withheld) socket.write(`${head}content-length: 100\r\nexpect: 100-continue\r\n\r\n`);
    await Promise.all(begun);
    expect((await post(stack, goodQuery)).data).toEqual(goodData);
    await closed;
  });
});

test('a client that does not read its answers is disconnected', async () => {
  stack = await startStack({ server: { connectionLimits: { answerMs: 500 } } });
  const socket = await open();
  socket.pause();
  // So many answers fit into no buffer of the operating system.
  socket.write(requestOf({ query: getIntrospectionQuery() }).repeat(80));
  // A client that does not read notices the end of its connection when it writes.
  const writer = setInterval(() => socket.write('\r\n'), 50);
  await closeOf(socket);
  clearInterval(writer);
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
});

test('a client that sends too many requests ahead is disconnected', async () => {
  stack = await startStack();
  const socket = await open();
  socket.write(whole.repeat(300));
  await closeOf(socket.resume());
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
});

describe('on a connection with pipelined requests', () => {
  test.each([
    ['malformed bytes', '5ecret 5ecret\r\n\r\n', 400],
    ['a malformed header', `${head}5ecret\r\n\r\n`, 400],
    ['a malformed body', `${head}transfer-encoding: chunked\r\n\r\n5ecret\r\n`, 400],
    ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n', 405],
  ])('%s after a query get their refusal after its answer', async (_what, bytes, status) => {
    const gated = await startGatedStack();
    stack = { ...gated, calledServices: () => [] };
    const socket = await open();
    socket.write(whole + bytes);
    await gated.called;
    gated.release();
    const [first, second, ...others] = readReplies(await textOf(socket));
    expect(first).toMatchObject({ status: 200, data: goodData });
    expect(second).toMatchObject({ status, errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(others).toEqual([]);
  });

  test('CONNECT alone is refused too', async () => {
    stack = await startStack();
    const socket = await open();
    socket.write('CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n');
    expectRefusal(readReplies(await textOf(socket))[0] ?? (await request(stack.url)), 405);
    expect(stack.calledServices()).toEqual([]);
  });
});

/** `once` would reject at a reset. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}

function requestOf(query: object): string {
  const body = JSON.stringify(query);
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
