import fc from 'fast-check';
import { answerTypeOf } from '../../../src/server/http/answer-type.js';
import { anyText } from '../../harness/any-text.js';
import { exchangeBytes, goodQuery, post, request, type Reply } from '../../harness/http-exchange.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { bySecret } from '../../harness/tokens.js';

let open: Stack;
let closed: Stack;
beforeAll(async () => {
  open = await startStack();
  closed = await startStack({ server: { authentication: bySecret } });
});
afterAll(async () => {
  await open.close();
  await closed.close();
});

const json = 'application/json; charset=utf-8';
const graphql = 'application/graphql-response+json; charset=utf-8';

const types: [accept: string, type: string][] = [
  // Apollo Client 4, urql 6 and graphql-request 7, in this order.
  ['application/graphql-response+json,application/json;q=0.9', graphql],
  ['application/graphql-response+json, application/graphql+json, application/json, text/event-stream', graphql],
  ['application/graphql-response+json, application/json', graphql],
  ['application/json, application/graphql-response+json', graphql],
  ['application/json;q=0.5, application/graphql-response+json;q=0.5', graphql],
  ['application/graphql-response+json', graphql],
  ['application/graphql-response+json; charset=UTF-8', graphql],
  ['application/json', json],
  ['application/json; charset=utf-8, text/plain', json],
  ['application/json, application/graphql-response+json;q=0.9', json],
  ['application/json, application/graphql-response+json;q=0', json],
  ['*/*', json],
  ['application/*', json],
];

const chunked = 'content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nno length\r\n';

/** Answers of each part that answers: hooks, routes, Apollo Server, Fastify and Node. */
const answers: Record<string, [status: number, send: (accept: string) => Promise<Reply>]> = {
  'a request without a token': [401, (accept) => post(closed, goodQuery, { accept })],
  'a request that is not GraphQL': [400, (accept) => post(open, {}, { accept })],
  'an unknown path': [404, (accept) => request(`${open.url}/nothing`, { headers: { accept } })],
  'another method': [405, (accept) => request(`${open.url}/graphql`, { method: 'PUT', headers: { accept } })],
  'a path that cannot be decoded': [400, (accept) => request(`${open.url}/%zz`, { headers: { accept } })],
  'a body that breaks HTTP': [
    400,
    (accept) => exchangeBytes(open, `POST /graphql HTTP/1.1\r\nhost: a\r\naccept: ${accept}\r\n${chunked}`),
  ],
  'an operation that is too large': [
    400,
    (accept) => post(open, { query: `{ ${'__typename '.repeat(6)} }` }, { accept }),
  ],
  'a good query': [200, (accept) => post(open, goodQuery, { accept })],
};

describe.each(types)('to a client that accepts %s', (accept, type) => {
  test.each(Object.keys(answers))(`the answer to %s is sent as ${type}`, async (kind) => {
    const [status, send] = answers[kind] ?? [0, () => Promise.reject(new Error(kind))];
    const reply = await send(accept);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([status, type]);
  });
});

test('a client that sends no accept header, or accepts neither type, is answered as application/json', async () => {
  const bare = await exchangeBytes(closed, 'POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  const page = await post(open, goodQuery, { accept: 'text/html' });
  expect([bare.status, bare.headers.get('content-type')]).toEqual([401, json]);
  expect([page.status, page.headers.get('content-type')]).toEqual([406, json]);
});

test('the media type follows the weights and not the order', () => {
  const weights = fc.integer({ min: 1, max: 1000 }).map((thousandths) => thousandths / 1000);
  fc.assert(
    fc.property(weights, weights, fc.boolean(), (ofJson, ofGraphql, isJsonFirst) => {
      const ranges = [`application/json;q=${ofJson}`, `application/graphql-response+json;q=${ofGraphql}`];
      const accept = (isJsonFirst ? ranges : ranges.reverse()).join(', ');
      expect(answerTypeOf(accept)).toBe(ofGraphql >= ofJson ? graphql : json);
    }),
  );
});

test('any accept header leads to one of the two media types', () => {
  fc.assert(
    fc.property(anyText(), (accept) => {
      expect([json, graphql]).toContain(answerTypeOf(accept));
    }),
  );
});
