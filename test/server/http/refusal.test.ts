import type { Iyzico } from '../../../src/iyzico/index.js';
import { startServer } from '../../../src/server/index.js';
import { logInto, type LogLine } from '../../harness/log-lines.js';
import { openServer, startStack, type Stack } from '../../harness/stack.js';
import { exchangeBytes, expectRefusal, goodData, goodQuery, post, request } from '../../harness/http-exchange.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

/** Expects that nothing was called so far, and that the next query succeeds. */
async function expectStillWorking(): Promise<void> {
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

test.each(['/', '/nothing', '/graphql/', '/Graphql', '/graphql/x', '/readyz/x', '//graphql', '/graphqlx?a=/graphql'])(
  'the path %s is not found',
  async (path) => {
    for (const method of ['GET', 'POST']) expectRefusal(await request(stack.url + path, { method }), 404);
    await expectStillWorking();
  },
);

test('a path that cannot be decoded is refused without being repeated', async () => {
  const reply = await request(`${stack.url}/%zz-5ecret`);
  expectRefusal(reply, 400);
  expect(reply.text).not.toContain('5ecret');
  await expectStillWorking();
});

const line = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';
const bytes: Record<string, [status: number, bytes: string]> = {
  'that are not HTTP': [400, '5ecret 5ecret\r\n\r\n'],
  'with an unknown method': [400, line.replace('POST', 'ASK')],
  'with a malformed header': [400, `${line}5ecret\r\n\r\n`],
  'with a chunk without length': [400, `${line}transfer-encoding: chunked\r\n\r\n5ecret\r\n`],
  'with two lengths': [400, `${line}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  'with headers that never end': [431, `${line}a: ${'5ecret'.repeat(5000)}\r\n\r\n`],
};

test.each(Object.keys(bytes))('bytes %s are refused in the shape of GraphQL', async (kind) => {
  const [status, text] = bytes[kind] ?? [0, ''];
  const reply = await exchangeBytes(stack, text);
  expectRefusal(reply, status);
  expect(reply.text).not.toContain('5ecret');
  await expectStillWorking();
});

class Slip extends Error {
  override readonly name = 'Slip';
}

test('a bug outside an operation is logged with its stack, without its message', async () => {
  const lines: LogLine[] = [];
  const iyzico = new Proxy({} as Iyzico, {
    get: () => {
      throw new Slip('5ecret\n    at 5ecret');
    },
  });
  const server = await startServer(openServer, { iyzico, log: logInto(lines) });
  const reply = await post(server, goodQuery, { 'x-request-id': 'broken' });
  await server.close();

  expectRefusal(reply, 500, 'INTERNAL_SERVER_ERROR');
  expect(lines).toEqual([
    {
      level: 'error',
      event: 'request failed',
      requestId: 'broken',
      code: 'INTERNAL_SERVER_ERROR',
      error: 'Slip',
      stack: expect.anything() as unknown,
    },
  ]);
  expect(lines[0]?.stack).toContainEqual(expect.stringContaining('refusal.test.ts'));
  expect(reply.text + JSON.stringify(lines)).not.toContain('5ecret');
});
