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
  guarded = await startStack({ server: { authentication: { issuer: 'a', audience: 'b', maxTtl: 60, keys } } });
});
afterEach(() => {
  stack.simulator.forget();
  local.simulator.forget();
});
afterAll(async () => {
  for (const started of [stack, local, guarded]) await started.close();
});

const json = JSON.stringify(goodQuery);

/** The bytes of a good query, but for its host and what else its head says. */
function withHead(...lines: string[]): string {
  const head = ['POST /graphql HTTP/1.1', 'content-type: application/json', `content-length: ${json.length}`];
  return [...head, ...lines, 'connection: close', '', json].join('\r\n');
}

async function expectUnharmed(): Promise<void> {
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

describe('a host is', () => {
  const strange: Record<string, string[]> = {
    missing: [],
    empty: ['host:'],
    'a broken address': ['host: [::1'],
    'no name': ['host: <script>"\\'],
    'a list': ['host: a, b'],
    doubled: ['host: evil.example', 'host: 127.0.0.1'],
    'two of the same': ['host: evil.example', 'host: evil.example'],
    'of another port than there are': ['host: 127.0.0.1:99999999'],
    'very long': [`host: ${'a'.repeat(10_000)}`],
  };

  test.each(Object.keys(strange))('%s: where any is answered, this one is too', async (kind) => {
    const reply = await exchangeBytes(stack, withHead(...(strange[kind] ?? [])));
    expect([reply.status, reply.data]).toEqual([200, goodData]);
  });

  test.each(Object.keys(strange))('%s: where only this machine is answered, this one is not', async (kind) => {
    expectRefusal(await exchangeBytes(local, withHead(...(strange[kind] ?? []))), 403, 'FORBIDDEN');
    expect(local.calledServices()).toEqual([]);
  });
});

/** Sends a beginning, then a byte now and then, until the server has had enough. */
async function drip(beginning: string, more: string): Promise<Reply | undefined> {
  const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
  socket.write(beginning);
  const bytes = more[Symbol.iterator]();
  const timer = setInterval(() => {
    const next = bytes.next();
    if (next.done !== true && socket.writable) socket.write(next.value);
  }, 50);
  const [reply] = readReplies(await textOf(socket));
  clearInterval(timer);
  return reply;
}

test('slow clients are cut off, while others are answered', async () => {
  const line = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';
  const slow: Record<string, [beginning: string, more: string]> = {
    'that send headers': [`${line}x: `, 'y'.repeat(1000)],
    'that send a word and no more': ['POST', ''],
    'that send a body': [`${line}content-length: 9000\r\n\r\n`, ' '.repeat(1000)],
    'that send a body in pieces': [`${line}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n'.repeat(1000)],
    'that send half a body and no more': [`${line}content-length: 9000\r\n\r\n{`, ''],
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

describe('what a client expects', () => {
  test('to be told to go on, it is told', async () => {
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    socket.write(withHead('host: a', 'expect: 100-continue'));
    const [interim, rest] = (await textOf(socket)).split(/(?<=^[^\r]*\r\n)\r\n/);
    expect(interim).toBe('HTTP/1.1 100 Continue\r\n');
    expect(readReplies(rest ?? '')).toMatchObject([{ status: 200, data: goodData }]);
  });

  test('beyond that changes nothing', async () => {
    const { status, data } = await exchangeBytes(stack, withHead('host: a', 'expect: tea'));
    expect([status, data]).toEqual([200, goodData]);
  });
});

describe('a body is', () => {
  test('not unpacked', async () => {
    const bytes = gzipSync(json);
    expectRefusal(await post(stack, bytes, { 'content-encoding': 'gzip' }), 400);
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(32 * 1024);
    expectRefusal(await post(stack, bomb, { 'content-encoding': 'gzip' }), 400);
    await expectUnharmed();
  });

  test.each(['utf-16', 'utf-16le', 'iso-8859-9', 'us-ascii', '"utf-7"', 'nonsense', ''])(
    'not read in the charset %j',
    async (charset) => {
      expectRefusal(await post(stack, goodQuery, { 'content-type': `application/json; charset=${charset}` }), 415);
      await expectUnharmed();
    },
  );

  test.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('read in the charset %s', async (charset) => {
    const { data } = await post(stack, goodQuery, { 'content-type': `application/json; charset=${charset}` });
    expect(data).toEqual(goodData);
  });

  test('refused past 32 KiB, in one piece or in many, and at once', async () => {
    const large = { ...goodQuery, variables: { ...goodQuery.variables, more: 'x'.repeat(32 * 1024) } };
    expectRefusal(await post(stack, large), 413);
    const pieces = `1000\r\n${'x'.repeat(4096)}\r\n`.repeat(9);
    // No end of it is sent: what is too large is not waited for.
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n';
    expectRefusal(await exchangeBytes(stack, `${head}transfer-encoding: chunked\r\n\r\n${pieces}`), 413);
    expectRefusal(await exchangeBytes(stack, `${head}content-length: 999999999\r\n\r\n{`), 413);
    await expectUnharmed();
  });

  test('refused where it is nested deeper than 16', async () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    const bodyOf = (depth: number) => ({
      ...goodQuery,
      variables: { ...goodQuery.variables, more: nested(depth - 2) },
    });
    expect((await post(stack, bodyOf(16))).data).toEqual(goodData);
    stack.simulator.forget();
    expectRefusal(await post(stack, bodyOf(17)), 400);
    await expectUnharmed();
  });
});

describe('bytes', () => {
  test.each<[what: string, status: number, bytes: string]>([
    ['with 20 KiB of headers', 431, withHead('host: a', ...Array<string>(200).fill(`x: ${'y'.repeat(100)}`))],
    ['with a URL of 20 KiB', 431, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`],
    ['with two lengths', 400, withHead('host: a', 'content-length: 3')],
    ['with a length and pieces', 400, withHead('host: a', 'transfer-encoding: chunked')],
    ['with a length below nothing', 400, withHead('host: a').replace(/length: \d+/, 'length: -1')],
    ['with a NUL in a header', 400, withHead('host: a', 'x: \0')],
    ['with a folded header', 400, withHead('host: a', 'x: y', ' z')],
    ['of HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['of TLS', 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['of HTTP/0.9', 405, 'GET /graphql\r\n\r\n'],
    ['with lines that end in line feeds only', 400, 'POST /graphql HTTP/1.1\nhost: a\n\n'],
  ])('%s are refused', async (_, status, bytes) => {
    expectRefusal(await exchangeBytes(stack, bytes), status);
    await expectUnharmed();
  });

  test('of HTTP/1.0 are answered, and the connection ended', async () => {
    const bytes = withHead().replace('HTTP/1.1', 'HTTP/1.0').replace('connection: close\r\n', '');
    const { status, data } = await exchangeBytes(stack, bytes);
    expect([status, data]).toEqual([200, goodData]);
  });

  test('of several requests at once are answered one by one, in their order', async () => {
    const bodies = [json, '{', JSON.stringify({ query: '{ __typename }' })];
    const head = (body: string, index: number) =>
      `POST /graphql HTTP/1.1\r\nhost: a\r\nx-request-id: r${index}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    // In another language, so that it is another question than the first.
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

  test('after those of a request that were refused are not taken for one', async () => {
    const smuggled = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${withHead('host: a')}`;
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    socket.write(smuggled);
    expect(readReplies(await textOf(socket)).map(({ status }) => status)).toEqual([400]);
    expect(stack.calledServices()).toEqual([]);
  });
});

/** What helmet has every answer say, and what ours adds. */
const said = {
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

/** What an answer may say beside that: nothing of what made it. */
const mayBeSaid = [
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

const answers: Record<string, [status: number, ask: () => Promise<Reply>]> = {
  'an answer': [200, () => post(stack, goodQuery)],
  'an answer with errors': [200, () => post(stack, { query: '{ payment(checkoutFormToken: "no") { id } }' })],
  'a document that is not valid': [400, () => post(stack, { query: '{ a }' })],
  'a document that is too large': [400, () => post(stack, { query: `{ ${'__typename '.repeat(6)} }` })],
  'a document asked for by its hash': [
    200,
    () => post(stack, { extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }),
  ],
  'a body that is no JSON': [400, () => post(stack, '{')],
  'a body that is too large': [413, () => post(stack, ' '.repeat(33_000))],
  'a body of another type': [415, () => post(stack, 'a', { 'content-type': 'text/plain' })],
  'an answer that is not accepted': [406, () => post(stack, goodQuery, { accept: 'image/png' })],
  nobody: [401, () => post(guarded, goodQuery)],
  'another host': [403, () => exchangeBytes(local, withHead('host: evil.example'))],
  'another method': [405, () => request(`${stack.url}/graphql`)],
  'another path': [404, () => request(`${stack.url}/nothing`)],
  'a path that cannot be read': [400, () => request(`${stack.url}/%zz`)],
  'no HTTP': [400, () => exchangeBytes(stack, 'nonsense\r\n\r\n')],
  'too many headers': [431, () => exchangeBytes(stack, withHead(`x: ${'y'.repeat(20_000)}`))],
  'a preflight': [204, () => preflight(shop)],
  'a probe': [200, () => request(`${stack.url}/healthz`)],
};

test.each(Object.keys(answers))('the headers are those of every answer for %s', async (name) => {
  const [status, ask] = answers[name] ?? [0, () => request('')];
  const reply = await ask();
  expect(reply.status).toBe(status);
  const headers = Object.fromEntries(reply.headers);
  expect(headers).toMatchObject(said);
  expect(Object.keys(headers).filter((header) => !(header in said) && !mayBeSaid.includes(header))).toEqual([]);
});

test("the explorer's page says where it may be framed, and itself what it may load", async () => {
  const page = await request(`${local.url}/graphql`, { headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
  expect(Object.fromEntries(page.headers)).toMatchObject({
    ...said,
    'content-security-policy': "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  });
  expect(page.text).toMatch(/<meta http-equiv="Content-Security-Policy"\s+content="[^"]*'nonce-/i);
});

function preflight(origin: string, asked: Record<string, string> = {}): Promise<Reply> {
  const headers = { origin, 'access-control-request-method': 'POST', ...asked };
  return request(`${stack.url}/graphql`, { method: 'OPTIONS', headers });
}

const corsOf = ({ headers }: Reply) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

describe('a page of the web', () => {
  const exposed = 'x-request-id, retry-after';

  test.each([shop, 'https://admin.shop.example:8443'])('at %s may post', async (origin) => {
    const reply = await preflight(origin, { 'access-control-request-headers': 'authorization,content-type' });
    expect([reply.status, corsOf(reply)]).toEqual([
      204,
      {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization, content-type, x-request-id, x-request-timeout-ms',
        'access-control-expose-headers': exposed,
      },
    ]);
    const answer = await post(stack, goodQuery, { origin });
    expect([answer.data, corsOf(answer)]).toEqual([
      goodData,
      { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed },
    ]);
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  test('may use no other method and send no other header', async () => {
    const asked = { 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'cookie,x-evil' };
    expect(corsOf(await preflight(shop, asked))).toMatchObject({
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type, x-request-id, x-request-timeout-ms',
    });
  });

  test.each<[what: string, ask: () => Promise<Reply>]>([
    ['of no JSON', () => post(stack, '{', { origin: shop })],
    ['of a large body', () => post(stack, ' '.repeat(33_000), { origin: shop })],
    ['of another type', () => post(stack, 'a', { origin: shop, 'content-type': 'text/plain' })],
    ['of a document', () => post(stack, { query: '{ a }' }, { origin: shop })],
    ['of a method', () => request(`${stack.url}/graphql`, { headers: { origin: shop } })],
  ])('may read a refusal %s', async (_, ask) => {
    expect(corsOf(await ask())).toEqual({
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
  ])('at %j may nothing', async (origin) => {
    for (const reply of [await preflight(origin), await post(stack, goodQuery, { origin })]) {
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
      expect(reply.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});
