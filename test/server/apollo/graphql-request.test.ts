import fc from 'fast-check';
import { anyText } from '../../harness/any-text.js';
import { knownCodes } from '../../harness/error-codes.js';
import { startStack, type Stack } from '../../harness/stack.js';
import {
  exchangeBytes,
  expectCommonHeaders,
  expectRefusal,
  goodData,
  goodQuery,
  post,
  type Reply,
} from '../../harness/http-exchange.js';

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
  const { status, data } = await post(stack, goodQuery);
  expect([status, data]).toEqual([200, goodData]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

function nested(depth: number): unknown {
  return depth === 0 ? 0 : { a: nested(depth - 1) };
}

const bodies: Record<string, unknown> = {
  'without bytes': '',
  'of white space': ' \n',
  'that is not JSON': '{"query": ',
  'with text after the JSON': '{"query":"{ __typename }"} again',
  'that is not UTF-8': Buffer.from('{"query":"{ __typename } #\xff"}', 'latin1'),
  'that is UTF-16': Buffer.from(JSON.stringify(goodQuery), 'utf16le'),
  'that is a form': 'query=%7B__typename%7D',
  'that is a batch': [goodQuery, goodQuery],
  'that is an empty batch': [],
  'that is a number': 3,
  'that is a string': goodQuery.query.replace(/^/, '"').replace(/$/, '"'),
  'that is null': 'null',
  'without a query': { variables: goodQuery.variables },
  'with a query of null': { query: null },
  'with a query of white space': { query: ' \t\n' },
  'with a number for a query': { query: 7 },
  'with an object for a query': { query: { payment: {} } },
  'with a list for variables': { ...goodQuery, variables: ['a'] },
  'with text for variables': { ...goodQuery, variables: '{"token":"a"}' },
  'with a number for an operation name': { ...goodQuery, operationName: 1 },
  'with a list for extensions': { ...goodQuery, extensions: [] },
  'with text for extensions': { ...goodQuery, extensions: 'none' },
  'nested 17 deep': { ...goodQuery, extensions: nested(16) },
  'nested 15,000 deep': `{"query":"{ __typename }","variables":{"a":${'['.repeat(15_000)}${']'.repeat(15_000)}}}`,
};

test.each(Object.keys(bodies))('a body %s is refused', async (kind) => {
  expectRefusal(await post(stack, bodies[kind]), 400);
  await expectStillWorking();
});

test.each([
  'text/plain',
  'application/graphql',
  'application/jsonp',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=a',
  'nonsense',
])('a body of the type %s is refused', async (type) => {
  expectRefusal(await post(stack, goodQuery, { 'content-type': type }), 415);
  await expectStillWorking();
});

test('a body without a type is refused', async () => {
  const body = JSON.stringify(goodQuery);
  const head = `POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: ${body.length}\r\n`;
  expectRefusal(await exchangeBytes(stack, `${head}\r\n${body}`), 415);
  await expectStillWorking();
});

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])(
  'a body of the type %s is read',
  async (type) => {
    expect((await post(stack, goodQuery, { 'content-type': type })).data).toEqual(goodData);
  },
);

test('optional members may be null', async () => {
  const { data, errors } = await post(stack, {
    query: '{ __typename }',
    variables: null,
    operationName: null,
    extensions: null,
  });
  expect({ data, errors }).toEqual({ data: { __typename: 'Query' } });
});

test('a body nested 16 deep is read', async () => {
  expect((await post(stack, { ...goodQuery, extensions: nested(15) })).data).toEqual(goodData);
});

/** A valid query of this many bytes. */
function ofLength(length: number): string {
  const body = JSON.stringify(goodQuery);
  return body + ' '.repeat(length - body.length);
}

test('a body of 32 KiB is read, and one more byte is refused', async () => {
  expect((await post(stack, ofLength(32 * 1024))).data).toEqual(goodData);
  stack.simulator.forget();
  expectRefusal(await post(stack, ofLength(32 * 1024 + 1)), 413);
  await expectStillWorking();
});

test('a chunked body over 32 KiB is refused as well', async () => {
  const chunk = `1000\r\n${'x'.repeat(4096)}\r\n`;
  const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n';
  const body = `transfer-encoding: chunked\r\n\r\n${chunk.repeat(9)}0\r\n\r\n`;
  expectRefusal(await exchangeBytes(stack, head + body), 413);
  await expectStillWorking();
});

test.each(['text/plain', 'text/html', 'image/*', 'application/json;q=0', '*/*;q=0', 'application/xml, text/*'])(
  'a client that accepts only %s is refused before any call',
  async (accept) => {
    expectRefusal(await post(stack, goodQuery, { accept }), 406);
    await expectStillWorking();
  },
);

test.each([
  ['application/json', 'application/json'],
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['text/html, application/json;q=0.1', 'application/json'],
  ['application/graphql-response+json', 'application/graphql-response+json'],
  ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
  ['application/graphql-response+json;q=0.5, application/json', 'application/json'],
])('a client that accepts %s is answered in %s', async (accept, type) => {
  const { status, headers, data } = await post(stack, goodQuery, { accept });
  expect([status, headers.get('content-type'), data]).toEqual([200, `${type}; charset=utf-8`, goodData]);
});

function expectKnownErrors(reply: Reply): void {
  expectCommonHeaders(reply);
  expect(reply.status).toBeLessThan(500);
  for (const { extensions } of reply.errors ?? []) expect(knownCodes).toContain(extensions.code);
}

async function expectRefused(body: unknown): Promise<void> {
  const reply = await post(stack, body);
  expectKnownErrors(reply);
  expect(reply.errors?.length).toBeGreaterThan(0);
}

const almostRequest = fc.record(
  {
    query: fc.oneof(fc.jsonValue(), anyText(), fc.constant('{ nothing }')),
    variables: fc.jsonValue(),
    operationName: fc.jsonValue(),
    extensions: fc.oneof(fc.jsonValue(), fc.record({ persistedQuery: fc.jsonValue() })),
  },
  { requiredKeys: [] },
);

test('any JSON is answered', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.jsonValue(), almostRequest), expectRefused), { numRuns: 200 });
  await expectStillWorking();
});

test('any text is answered', async () => {
  await fc.assert(fc.asyncProperty(anyText({ maxLength: 200 }), expectRefused), { numRuns: 200 });
  await expectStillWorking();
});

const words = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '!',
  ':',
  '$',
  '@',
  '|',
  '=',
  '...',
  '"',
  '"""',
  '\\u{',
  '-',
  '.',
  '#',
  '\n',
  '0',
  '1e',
  'query',
  'mutation',
];
const names = ['subscription', 'fragment', 'on', 'F', 'payment', 'id', 'session', 'null', 'true', '__schema', '$t:ID'];
const document = fc.array(fc.constantFrom(...words, ...names), { minLength: 1, maxLength: 40 });

test('any sequence of GraphQL tokens is answered', async () => {
  const property = fc.asyncProperty(document, async (tokens) => {
    expectKnownErrors(await post(stack, { query: `{ ${tokens.join(' ')} }` }));
  });
  await fc.assert(property, { numRuns: 300 });
});
