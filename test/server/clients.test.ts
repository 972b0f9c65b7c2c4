import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse, visit, type DocumentNode } from 'graphql';
import type { ErrorCode } from '../../src/graphql/error-codes.js';
import type { Iyzico } from '../../src/iyzico/index.js';
import { startServer, type ServerSettings } from '../../src/server/index.js';
import { graphqlClients, type ClientName, type ClientOperation } from '../harness/graphql-clients.js';
import { readReplies, textOf } from '../harness/http-exchange.js';
import { logInto } from '../harness/log-lines.js';
import { openServer, startStack, type Stack } from '../harness/stack.js';
import { bySecret, systemWith } from '../harness/tokens.js';

/** A server that answers an operation with one code. */
interface Provoked extends Partial<ClientOperation> {
  readonly server: Pick<Stack, 'url'> & { close(): Promise<unknown> };
}

const paymentQuery = parse('query Payment($token: ID!) { payment(checkoutFormToken: $token) { id } }');

/** How each code is provoked. A code of the closed list without an entry does not compile. */
const provocations: Record<ErrorCode, () => Promise<Provoked>> = {
  BAD_REQUEST: () => withToken('x'.repeat(40_000)),
  GRAPHQL_PARSE_FAILED: () => withDocument(unparsable()),
  GRAPHQL_VALIDATION_FAILED: () => withDocument(parse('{ nothing }')),
  BAD_USER_INPUT: () => withToken(2 ** 53),
  LIMIT_EXCEEDED: () =>
    withDocument(parse(`{ ${'abcdef'.replace(/./g, '$&: payment(checkoutFormToken: "a") { id }')} }`)),
  OPERATION_NOT_ALLOWED: () => withServer({ trustedDocuments: {} }),
  UNAUTHENTICATED: () => withServer({ authentication: bySecret }),
  FORBIDDEN: async () => ({
    ...(await withServer({ authentication: bySecret })),
    headers: await systemWith('settlement:read'),
  }),
  NOT_FOUND: () => withToken('error-5124'),
  PAYMENT_PENDING: () => withToken('error-5122'),
  RATE_LIMITED: () => withServer({ rateLimit: 0 }),
  OVERLOADED: overloaded,
  SHUTTING_DOWN: shuttingDown,
  IYZICO_REJECTED: () => withToken('error-11'),
  IYZICO_RATE_LIMITED: () => withToken('error-50000'),
  IYZICO_UNAVAILABLE: () => withToken('error-1'),
  IYZICO_TIMEOUT: async () => ({ ...(await withToken('fault-hang')), headers: { 'x-request-timeout-ms': '50' } }),
  IYZICO_BAD_RESPONSE: () => withToken('fault-empty'),
  IYZICO_MISCONFIGURED: () => withToken('error-1001'),
  SIGNATURE_MISMATCH: wronglySigned,
  INTERNAL_SERVER_ERROR: broken,
};

const codes = Object.keys(provocations) as ErrorCode[];

describe.each(Object.keys(graphqlClients) as ClientName[])('%s gets the code', (name) => {
  test.each(codes)('%s', async (code) => {
    const { server, ...operation } = await provocations[code]();
    try {
      const { errors } = await graphqlClients[name](`${server.url}/graphql`, {
        document: paymentQuery,
        variables: { token: 'card-1' },
        headers: {},
        fetch,
        ...operation,
      });
      expect(errors.map(({ extensions }) => extensions?.code)).toEqual([code]);
    } finally {
      await server.close();
    }
  });
});

async function withServer(server: Partial<ServerSettings>): Promise<Provoked> {
  return { server: await startStack({ server }) };
}

async function withToken(token: unknown): Promise<Provoked> {
  return { server: await startStack(), variables: { token } };
}

async function withDocument(document: DocumentNode): Promise<Provoked> {
  return { server: await startStack(), document, variables: {} };
}

/** Clients parse documents before they send them, so only a name can be wrong. urql sends the text of a location. */
function unparsable(): DocumentNode {
  const document = parse('{ name }', { noLocation: true });
  return visit(document, { Field: (node) => ({ ...node, name: { ...node.name, value: '?' } }) });
}

async function overloaded(): Promise<Provoked> {
  const stack = await startStack({ server: { loadLimits: { interval: 1, delay: -1, lateSamples: 1 } } });
  while (!stack.logLines.some(({ event }) => event === 'load shedding started')) await nextTurn();
  return { server: stack };
}

async function wronglySigned(): Promise<Provoked> {
  const stack = await startStack();
  stack.simulator.answerNext('payment-detail', { edit: (text) => text.replace('"TRY"', '"USD"') });
  return { server: stack, document: parse('{ paymentDetail(paymentId: "24259238") { id } }'), variables: {} };
}

/** Fails before the operation is read. */
async function broken(): Promise<Provoked> {
  const iyzico = new Proxy({} as Iyzico, {
    get: () => {
      throw new Error('a bug');
    },
  });
  return { server: await startServer(openServer, { iyzico, log: logInto([]) }) };
}

async function shuttingDown(): Promise<Provoked> {
  const stack = await startStack();
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= stack.close());
  return {
    server: { url: stack.url, close },
    fetch: (_, init = {}) => fetchAcrossClose({ url: stack.url, close }, init),
  };
}

/** Sends half a request before the server closes and half after. */
async function fetchAcrossClose({ url, close }: Pick<Stack, 'url' | 'close'>, init: RequestInit): Promise<Response> {
  const body = typeof init.body === 'string' ? init.body : '';
  const headers = new Headers({ ...Object.fromEntries(new Headers(init.headers)), host: 'a', connection: 'close' });
  headers.set('content-length', String(Buffer.byteLength(body)));
  const lines = Array.from(headers, ([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  // Both arrive in one packet: the answer to the health check shows that the server has read the first half too.
  socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\nPOST /graphql HTTP/1.1\r\n');
  await once(socket, 'readable');
  void close();
  socket.write(`${lines.join('')}\r\n${body}`);
  const [, reply] = readReplies(await textOf(socket));
  if (reply === undefined) throw new Error('The connection ended without an answer.');
  return new Response(reply.text, { status: reply.status, headers: reply.headers });
}
