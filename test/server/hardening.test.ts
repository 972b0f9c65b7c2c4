import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { startStack, type Stack } from '../harness/stack.js';
import {
  exchangeBytes,
  expectRefusal,
  goodData,
  goodQuery,
  post,
  readReplies,
  request,
  textOf,
  type Reply,
} from '../harness/http-exchange.js';

const shop = 'https://shop.example';

let stack: Stack;
let local: Stack;
let guarded: Stack;
beforeAll(async () => {
  const keys = { secrets: ['a secret of a merchant, long enough to be one'] };
  stack = await startStack({ server: { corsOrigins: [shop, 'https://admin.shop.example:8443'] } });
  local = await startStack({ server: { loopbackHostsOnly: true, explorer: { variables: {} } } });
  guarded = await startStack({
    server: { authentication: { issuer: 'a', audience: 'b', maxTtl: 60, systemMaxTtl: 60, keys } },
  });
});
afterEach(() => {
  stack.simulator.forget();
  local.simulator.forget();
});
afterAll(async () => {
  for (const started of [stack, local, guarded]) await started.close();
});

const json = JSON.stringify(goodQuery);

/** The bytes of a valid query with these lines added to its headers. */
function withHead(...lines: string[]): string {
  const head = ['POST /graphql HTTP/1.1', 'content-type: application/json', `content-length: ${json.length}`];
  return [...head, ...lines, 'connection: close', '', json].join('\r\n');
}

/** Expects that nothing was called so far, and that the next query succeeds. */
async function expectStillWorking(): Promise<void> {
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

describe('a Host header that is', () => {
  const unusualHosts: Record<string, string[]> = {
    missing: [],
    empty: ['host:'],
    'an incomplete address': ['host: [::1'],
    'not a host name': ['host: <script>"\\'],
    'a list': ['host: a, b'],
    'sent twice': ['host: evil.example', 'host: 127.0.0.1'],
    'sent twice with the same value': ['host: evil.example', 'host: evil.example'],
    'given an impossible port': ['host: 127.0.0.1:99999999'],
    'very long': [`host: ${'a'.repeat(10_000)}`],
  };

  test.each(Object.keys(unusualHosts))('%s is accepted where all hosts are', async (kind) => {
    const reply = await exchangeBytes(stack, withHead(...(unusualHosts[kind] ?? [])));
    expect([reply.status, reply.data]).toEqual([200, goodData]);
  });

  test.each(Object.keys(unusualHosts))('%s is refused where only loopback hosts are accepted', async (kind) => {
    expectRefusal(await exchangeBytes(local, withHead(...(unusualHosts[kind] ?? []))), 403, 'FORBIDDEN');
    expect(local.calledServices()).toEqual([]);
  });
});

/** Sends the beginning at once and the rest byte by byte, until the server closes the connection. */
async function drip(beginning: string, rest: string): Promise<Reply | undefined> {
  const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
  socket.write(beginning);
  const bytes = rest[Symbol.iterator]();
  const timer = setInterval(() => {
    const next = bytes.next();
    if (next.done !== true && socket.writable) socket.write(next.value);
  }, 50);
  const [reply] = readReplies(await textOf(socket));
  clearInterval(timer);
  return reply;
}

test('slow clients are cut off with 408 while other clients are answered', async () => {
  const line = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';
  const slow: Record<string, [beginning: string, rest: string]> = {
    'that send headers slowly': [`${line}x: `, 'y'.repeat(1000)],
    'that stop in the request line': ['POST', ''],
    'that send a body slowly': [`${line}content-length: 9000\r\n\r\n`, ' '.repeat(1000)],
    'that send chunks slowly': [`${line}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n'.repeat(1000)],
    'that stop in the body': [`${line}content-length: 9000\r\n\r\n{`, ''],
  };
  const cutOff = Object.entries(slow).map(async ([kind, bytes]) => [kind, await drip(...bytes)] as const);
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
  for (const [kind, reply] of await Promise.all(cutOff)) {
    if (reply === undefined) throw new Error(`Clients ${kind} were cut off without an answer.`);
    expectRefusal(reply, 408);
  }
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
}, 60_000);

describe('an Expect header', () => {
  test('of 100-continue is answered with 100 Continue', async () => {
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    socket.write(withHead('host: a', 'expect: 100-continue'));
    const [interim, rest] = (await textOf(socket)).split(/(?<=^[^\r]*\r\n)\r\n/);
    expect(interim).toBe('HTTP/1.1 100 Continue\r\n');
    expect(readReplies(rest ?? '')).toMatchObject([{ status: 200, data: goodData }]);
  });

  test('of anything else has no effect', async () => {
    const { status, data } = await exchangeBytes(stack, withHead('host: a', 'expect: tea'));
    expect([status, data]).toEqual([200, goodData]);
  });
});

describe('a body', () => {
  test('is refused if it is compressed', async () => {
    const bytes = gzipSync(json);
    expectRefusal(await post(stack, bytes, { 'content-encoding': 'gzip' }), 400);
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(32 * 1024);
    expectRefusal(await post(stack, bomb, { 'content-encoding': 'gzip' }), 400);
    await expectStillWorking();
  });

  test.each(['utf-16', 'utf-16le', 'iso-8859-9', 'us-ascii', '"utf-7"', 'nonsense', ''])(
    'is refused in the charset %j',
    async (charset) => {
      expectRefusal(await post(stack, goodQuery, { 'content-type': `application/json; charset=${charset}` }), 415);
      await expectStillWorking();
    },
  );

  test.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('is read in the charset %s', async (charset) => {
    const { data } = await post(stack, goodQuery, { 'content-type': `application/json; charset=${charset}` });
    expect(data).toEqual(goodData);
  });

  test('over 32 KiB is refused at once, whether its length is announced or not', async () => {
    const large = { ...goodQuery, variables: { ...goodQuery.variables, more: 'x'.repeat(32 * 1024) } };
    expectRefusal(await post(stack, large), 413);
    const pieces = `1000\r\n${'x'.repeat(4096)}\r\n`.repeat(9);
    // The last chunk is never sent: the server must not wait for the end of a body that is too large.
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n';
    expectRefusal(await exchangeBytes(stack, `${head}transfer-encoding: chunked\r\n\r\n${pieces}`), 413);
    expectRefusal(await exchangeBytes(stack, `${head}content-length: 999999999\r\n\r\n{`), 413);
    await expectStillWorking();
  });

  test('nested deeper than 16 levels is refused', async () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    const bodyOf = (depth: number) => ({
      ...goodQuery,
      variables: { ...goodQuery.variables, more: nested(depth - 2) },
    });
    expect((await post(stack, bodyOf(16))).data).toEqual(goodData);
    stack.simulator.forget();
    expectRefusal(await post(stack, bodyOf(17)), 400);
    await expectStillWorking();
  });
});

describe('bytes', () => {
  test.each<[what: string, status: number, bytes: string]>([
    ['with 20 KiB of headers', 431, withHead('host: a', ...Array<string>(200).fill(`x: ${'y'.repeat(100)}`))],
    ['with a URL of 20 KiB', 431, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`],
    ['with two lengths', 400, withHead('host: a', 'content-length: 3')],
    ['with a length and chunks', 400, withHead('host: a', 'transfer-encoding: chunked')],
    ['with a negative length', 400, withHead('host: a').replace(/length: \d+/, 'length: -1')],
    ['with a NUL in a header', 400, withHead('host: a', 'x: \0')],
    ['with a folded header', 400, withHead('host: a', 'x: y', ' z')],
    ['of HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['of TLS', 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['of HTTP/0.9', 405, 'GET /graphql\r\n\r\n'],
    ['with lines that end in line feeds only', 400, 'POST /graphql HTTP/1.1\nhost: a\n\n'],
  ])('%s are refused', async (_, status, bytes) => {
    expectRefusal(await exchangeBytes(stack, bytes), status);
    await expectStillWorking();
  });

  test('of HTTP/1.0 are answered, and the connection is closed', async () => {
    const bytes = withHead().replace('HTTP/1.1', 'HTTP/1.0').replace('connection: close\r\n', '');
    const { status, data } = await exchangeBytes(stack, bytes);
    expect([status, data]).toEqual([200, goodData]);
  });

  test('of several pipelined requests are answered one by one, in order', async () => {
    const bodies = [json, '{', JSON.stringify({ query: '{ __typename }' })];
    const head = (body: string, index: number) =>
      `POST /graphql HTTP/1.1\r\nhost: a\r\nx-request-id: r${index}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    // In a different language, so that its call is not coalesced with the first.
    const last = `${head(json, 3)}accept-language: en\r\nconnection: close\r\n\r\n${json}`;
    socket.write(bodies.map((body, index) => `${head(body, index)}\r\n${body}`).join('') + last);
    const replies = readReplies(await textOf(socket));
    expect(replies.map(({ status, headers }) => [status, headers.get('x-request-id')])).toEqual([
      [200, 'r0'],
      [400, 'r1'],
      [200, 'r2'],
      [200, 'r3'],
    ]);
    expect(replies.map(({ data }) => data)).toEqual([goodData, undefined, { __typename: 'Query' }, goodData]);
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  });

  test('after a refused request are not read as another request', async () => {
    const smuggled = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${withHead('host: a')}`;
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    socket.write(smuggled);
    expect(readReplies(await textOf(socket)).map(({ status }) => status)).toEqual([400]);
    expect(stack.calledServices()).toEqual([]);
  });
});

/** The headers that helmet and this server set on every answer. */
const requiredHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** The other headers that an answer may have. None of them names the software. */
const allowedHeaders = [
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'allow',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'vary',
  'www-authenticate',
  'x-request-id',
];

const exchanges: Record<string, [status: number, send: () => Promise<Reply>]> = {
  'a successful query': [200, () => post(stack, goodQuery)],
  'a query that fails': [200, () => post(stack, { query: '{ payment(checkoutFormToken: "no") { id } }' })],
  'a document that is not valid': [400, () => post(stack, { query: '{ a }' })],
  'a document that is too large': [400, () => post(stack, { query: `{ ${'__typename '.repeat(6)} }` })],
  'a document requested by its hash': [
    200,
    () => post(stack, { extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }),
  ],
  'a body that is not JSON': [400, () => post(stack, '{')],
  'a body that is too large': [413, () => post(stack, ' '.repeat(33_000))],
  'a body of another type': [415, () => post(stack, 'a', { 'content-type': 'text/plain' })],
  'a query whose answer the client does not accept': [406, () => post(stack, goodQuery, { accept: 'image/png' })],
  'an unauthenticated caller': [401, () => post(guarded, goodQuery)],
  'another host': [403, () => exchangeBytes(local, withHead('host: evil.example'))],
  'another method': [405, () => request(`${stack.url}/graphql`)],
  'another path': [404, () => request(`${stack.url}/nothing`)],
  'a path that cannot be read': [400, () => request(`${stack.url}/%zz`)],
  'bytes that are not HTTP': [400, () => exchangeBytes(stack, 'nonsense\r\n\r\n')],
  'too many headers': [431, () => exchangeBytes(stack, withHead(`x: ${'y'.repeat(20_000)}`))],
  'a preflight': [204, () => preflight(shop)],
  'a probe': [200, () => request(`${stack.url}/healthz`)],
};

test.each(Object.keys(exchanges))('the answer to %s has the required headers and no unexpected ones', async (name) => {
  const [status, send] = exchanges[name] ?? [0, () => request('')];
  const reply = await send();
  expect(reply.status).toBe(status);
  const headers = Object.fromEntries(reply.headers);
  expect(headers).toMatchObject(requiredHeaders);
  expect(
    Object.keys(headers).filter((header) => !(header in requiredHeaders) && !allowedHeaders.includes(header)),
  ).toEqual([]);
});

test("the explorer's page forbids framing by a header and limits what it loads by a meta tag", async () => {
  const page = await request(`${local.url}/graphql`, { headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
  expect(Object.fromEntries(page.headers)).toMatchObject({
    ...requiredHeaders,
    'content-security-policy': "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  });
  expect(page.text).toMatch(/<meta http-equiv="Content-Security-Policy"\s+content="[^"]*'nonce-/i);
});

function preflight(origin: string, more: Record<string, string> = {}): Promise<Reply> {
  const headers = { origin, 'access-control-request-method': 'POST', ...more };
  return request(`${stack.url}/graphql`, { method: 'OPTIONS', headers });
}

const headersOfPages =
  'authorization, content-type, x-request-id, x-request-timeout-ms, traceparent, tracestate, apollographql-client-name, apollographql-client-version';
const corsHeadersOf = ({ headers }: Reply) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

describe('a web page', () => {
  const exposed = 'x-request-id, retry-after';

  test.each([shop, 'https://admin.shop.example:8443'])('at %s may post', async (origin) => {
    const reply = await preflight(origin, { 'access-control-request-headers': 'authorization,content-type' });
    expect([reply.status, corsHeadersOf(reply)]).toEqual([
      204,
      {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': headersOfPages,
        'access-control-expose-headers': exposed,
      },
    ]);
    const answer = await post(stack, goodQuery, { origin });
    expect([answer.data, corsHeadersOf(answer)]).toEqual([
      goodData,
      { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed },
    ]);
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  test('may not use another method or send another header', async () => {
    const more = { 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'cookie,x-evil' };
    expect(corsHeadersOf(await preflight(shop, more))).toMatchObject({
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': headersOfPages,
    });
  });

  test.each<[what: string, send: () => Promise<Reply>]>([
    ['of a body that is not JSON', () => post(stack, '{', { origin: shop })],
    ['of a body that is too large', () => post(stack, ' '.repeat(33_000), { origin: shop })],
    ['of a body of another type', () => post(stack, 'a', { origin: shop, 'content-type': 'text/plain' })],
    ['of an invalid document', () => post(stack, { query: '{ a }' }, { origin: shop })],
    ['of another method', () => request(`${stack.url}/graphql`, { headers: { origin: shop } })],
  ])('may read a refusal %s', async (_, send) => {
    expect(corsHeadersOf(await send())).toEqual({
      'access-control-allow-origin': shop,
      'access-control-expose-headers': exposed,
    });
    expect(stack.calledServices()).toEqual([]);
  });

  test.each([
    'https://evil.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://shop.example.evil.example',
    'https://evilshop.example',
    'https://admin.shop.example',
    'https://sandbox.embed.apollographql.com',
    'null',
    '*',
    '',
  ])('at %j is given no access', async (origin) => {
    for (const reply of [await preflight(origin), await post(stack, goodQuery, { origin })]) {
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
      expect(reply.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});
