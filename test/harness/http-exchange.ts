import { connect } from 'node:net';
import { sampleCheckoutFormToken } from '../../src/simulator/index.js';
import { leaksOfAnswer } from './canaries.js';
import type { Answer } from './stack.js';

/** An HTTP answer, with its GraphQL members if the body is JSON. */
export interface Reply extends Pick<Answer<unknown>, 'data' | 'errors' | 'extensions' | 'text'> {
  readonly status: number;
  readonly headers: Headers;
}

/** A valid query that costs one call to iyzico. */
export const goodQuery = {
  query: 'query Good($token: ID!) { payment(checkoutFormToken: $token) { id } }',
  variables: { token: sampleCheckoutFormToken },
};

export const goodData = { payment: { id: '24259238' } };

/** Posts to `/graphql`. Sends text and bytes as they are, anything else as JSON. */
export function post(server: { url: string }, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return request(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body),
  });
}

export async function request(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const { status, headers } = response;
  return { status, headers, ...read(await response.text()) };
}

/** Sends bytes over a new connection and reads until the server closes it. */
export async function exchangeBytes({ url }: { url: string }, bytes: string): Promise<Reply> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  const [reply] = readReplies(await textOf(socket));
  if (reply === undefined) throw new Error('The connection ended without an answer.');
  return reply;
}

/** The whole text of a stream. */
export async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** Reads the answers of one connection, in order. Every answer needs a `content-length`. */
export function readReplies(text: string): Reply[] {
  const head = /^HTTP\/1\.1 (\d{3}).*\r\n((?:.+\r\n)*)\r\n/.exec(text);
  if (head === null) return [];
  const headers = new Headers(
    (head[2] ?? '')
      .trim()
      .split('\r\n')
      .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const end = head[0].length + Number(headers.get('content-length'));
  return [
    { status: Number(head[1]), headers, ...read(text.slice(head[0].length, end)) },
    ...readReplies(text.slice(end)),
  ];
}

function read(text: string): Pick<Reply, 'data' | 'errors' | 'extensions' | 'text'> {
  // Node answers malformed bytes below the framework, where canary-watch.ts does not see them.
  expect({ leaksInAnswer: leaksOfAnswer(text) }).toEqual({ leaksInAnswer: [] });
  const { data, errors, extensions } = parse(text);
  return { data, errors, extensions, text };
}

function parse(text: string): Partial<Answer<unknown>> {
  try {
    return JSON.parse(text) as Partial<Answer<unknown>>;
  } catch {
    return {};
  }
}

/** Expects a refused request: GraphQL's shape, this status and code, and the common headers. */
export function expectRefusal(reply: Reply, status: number, code = 'BAD_REQUEST'): void {
  expect(reply.errors).toMatchObject([{ message: expect.any(String) as string, extensions: { code } }]);
  expect(reply.errors?.[0]?.extensions.retryable).toBe(code === 'SHUTTING_DOWN' || code === 'OVERLOADED');
  expect(reply.status).toBe(status);
  expect(reply.data).toBeUndefined();
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expectCommonHeaders(reply);
}

/** Expects what every answer has: no caching, and a request id in both the header and the extensions. */
export function expectCommonHeaders({ headers, extensions }: Reply): void {
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-request-id')).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
  expect(extensions?.requestId).toBe(headers.get('x-request-id'));
}
