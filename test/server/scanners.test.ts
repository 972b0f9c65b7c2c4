import { startStack, type Stack } from '../harness/stack.js';
import { goodData, goodQuery, post, request, type Reply } from '../harness/http-exchange.js';

// The requests of public GraphQL scanners, and what they report as a finding.

let stack: Stack;
beforeAll(async () => {
  // The settings of production.
  stack = await startStack({ server: { introspection: false, explorer: 'off' } });
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

const repeated = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, i) => text(i));

const get = (query: string, headers: Record<string, string> = {}) =>
  request(`${stack.url}/graphql?query=${encodeURIComponent(query)}`, { headers });

const form = (body: Record<string, string>) =>
  request(`${stack.url}/graphql`, { method: 'POST', body: new URLSearchParams(body) });

function multipart(query: string): Promise<Reply> {
  const body = new FormData();
  body.set('operations', JSON.stringify({ query }));
  body.set('map', '{}');
  return request(`${stack.url}/graphql`, { method: 'POST', body });
}

const answersData = ({ data }: Reply) => data !== undefined && data !== null;
const contains = (words: RegExp) => (reply: Reply) => words.test(reply.text);

interface Probe {
  readonly send: () => Promise<Reply>;
  readonly isFinding: (reply: Reply) => boolean;
}

const circular = `query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }`;
const trace = {
  'apollo-tracing': '1',
  'apollo-federation-include-trace': 'ftv1',
  'x-apollo-tracing': 'true',
  debug: 'true',
};

const probes: Record<string, Probe> = {
  'alias overload': {
    send: () => post(stack, { query: `query cop { ${repeated(101, (i) => `alias${i}: __typename`).join(' ')} }` }),
    isFinding: answersData,
  },
  'array batching': {
    send: () => post(stack, Array(10).fill({ query: 'query cop { __typename }' })),
    isFinding: (reply) => answersData(reply) || Array.isArray(JSON.parse(reply.text)),
  },
  'batching by aliases': {
    send: () => {
      const lookupMisses = repeated(100, (i) => `g${i}: payment(checkoutFormToken: "${i}") { id }`);
      return post(stack, { query: `{ ${lookupMisses.join(' ')} }` });
    },
    isFinding: answersData,
  },
  'directive overload': {
    send: () => post(stack, { query: `query cop { __typename ${'@aa'.repeat(10)} }` }),
    isFinding: ({ errors = [] }) => errors.length >= 10,
  },
  'directive overload with 900 directives': {
    send: () => post(stack, { query: `query cop { __typename ${'@include(if: true) '.repeat(900)} }` }),
    isFinding: (reply) => answersData(reply) || (reply.errors?.length ?? 0) > 5,
  },
  'circular introspection': { send: () => post(stack, { query: circular }), isFinding: answersData },
  'circular fragments': {
    send: () => post(stack, { query: 'query cop { ...A } fragment A on Query { ...B } fragment B on Query { ...A }' }),
    isFinding: (reply) => answersData(reply) || reply.status >= 500,
  },
  'field duplication': {
    send: () => post(stack, { query: `query cop { ${'__typename '.repeat(500)} }` }),
    isFinding: answersData,
  },
  'deep recursion': {
    send: () =>
      post(stack, {
        query: `{ payment(checkoutFormToken: "a") { ${'session { payment { '.repeat(20)} id ${'} } '.repeat(20)} } }`,
      }),
    isFinding: answersData,
  },
  introspection: {
    send: () => post(stack, { query: 'query cop { __schema { types { name fields { name } } } }' }),
    isFinding: answersData,
  },
  'introspection with blanks and comments': {
    send: () => post(stack, { query: '{ __schema\n,#a\n{queryType{name}} }' }),
    isFinding: answersData,
  },
  'introspection of one type': {
    send: () => post(stack, { query: '{ __type(name: "Query") { fields { name } } }' }),
    isFinding: answersData,
  },
  'introspection by GET': { send: () => get('{ __schema { types { name } } }'), isFinding: answersData },
  'the schema of a federated service': {
    send: () => post(stack, { query: '{ _service { sdl } }' }),
    isFinding: answersData,
  },
  'a query by GET': { send: () => get('query cop { __typename }'), isFinding: answersData },
  'a query by GET from a page without preflight': {
    send: () => get('query cop { __typename }', { accept: '*/*', 'content-type': 'text/plain' }),
    isFinding: answersData,
  },
  'a mutation by GET': { send: () => get('mutation cop { __typename }'), isFinding: answersData },
  'a query in a form': { send: () => form({ query: 'query cop { __typename }' }), isFinding: answersData },
  'a mutation in a form': { send: () => form({ query: 'mutation cop { __typename }' }), isFinding: answersData },
  'a mutation in a multipart form': { send: () => multipart('mutation cop { __typename }'), isFinding: answersData },
  'a query in plain text': {
    send: () => post(stack, { query: '{ __typename }' }, { 'content-type': 'text/plain' }),
    isFinding: answersData,
  },
  'a query as application/graphql': {
    send: () => post(stack, 'query cop { __typename }', { 'content-type': 'application/graphql' }),
    isFinding: answersData,
  },
  'a method in a header': {
    send: () => request(`${stack.url}/graphql?query={__typename}`, { headers: { 'x-http-method-override': 'POST' } }),
    isFinding: answersData,
  },
  'field suggestions': {
    send: () => post(stack, { query: 'query cop { __schema { directive } }' }),
    isFinding: contains(/did you mean/i),
  },
  'field suggestions of the contract': {
    send: () => post(stack, { query: 'query cop { paymnt sesion { i } }' }),
    isFinding: contains(/did you mean|payment|session\b/i),
  },
  'suggestions of arguments': {
    send: () => post(stack, { query: '{ payment(checkoutFormToke: "a") { id } }' }),
    isFinding: contains(/did you mean|"checkoutFormToken"/i),
  },
  'trace mode': {
    send: () => post(stack, { query: 'query cop { __typename }' }, trace),
    isFinding: contains(/tracing|ftv1|"trace"|resolvers/i),
  },
  'a trace requested in the body': {
    send: () => post(stack, { query: '{ __typename }', extensions: { tracing: true, debug: true } }),
    isFinding: contains(/tracing|ftv1|"trace"|resolvers/i),
  },
  'a debugger': {
    send: () => post(stack, { query: '{ nothing }', debug: true }, { 'x-debug': '1' }),
    isFinding: contains(/stacktrace|node_modules|\.js:\d+/i),
  },
  'unhandled errors': {
    send: () => post(stack, { query: 'qwerty cop { abc }' }),
    isFinding: contains(/exception|stacktrace|\bat .*:\d+:\d+/i),
  },
  'unhandled errors of variables': {
    send: () => post(stack, { ...goodQuery, variables: { token: { $ne: null } } }),
    isFinding: (reply) => contains(/exception|stacktrace|\$ne|\bat .*:\d+:\d+/i)(reply) || reply.status >= 500,
  },
  'unhandled errors of JSON': {
    send: () => post(stack, '{"query": "{ __typename }"'),
    isFinding: (reply) => contains(/exception|stacktrace|SyntaxError|position \d/i)(reply) || reply.status >= 500,
  },
  'an automatic persisted query': {
    send: () =>
      post(stack, { query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }),
    isFinding: contains(/PersistedQueryNotFound|provided sha/i),
  },
  'incremental delivery': {
    send: () =>
      post(stack, { query: '{ ... @defer { __typename } }' }, { accept: 'multipart/mixed, application/json' }),
    isFinding: (reply) => answersData(reply) || contains(/hasNext/)(reply),
  },
  subscriptions: {
    send: () => post(stack, { query: 'subscription cop { __typename }' }),
    isFinding: (reply) => answersData(reply) || reply.status >= 500,
  },
  'software fingerprinting': {
    send: () => post(stack, { query: 'query @deprecated { __typename }' }),
    isFinding: ({ text, headers }) =>
      /apollo|fastify|graphql-js|node_modules/i.test(text) || headers.has('x-powered-by') || headers.has('server'),
  },
};

test.each(Object.keys(probes))('the probe for %s finds nothing', async (name) => {
  const probe = probes[name];
  if (probe === undefined) throw new Error(name);
  const reply = await probe.send();
  expect(probe.isFinding(reply)).toBe(false);
  expect(reply.status).toBeLessThan(500);
  expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
  expect(Buffer.byteLength(reply.text)).toBeLessThan(8 * 1024);
  expect(stack.calledServices()).toEqual([]);
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
});

const places = [
  '/',
  '/graphql',
  '/graphiql',
  '/playground',
  '/altair',
  '/voyager',
  '/console',
  '/explorer',
  '/sandbox',
];

test.each([
  ...places,
  '/api/graphql',
  '/graphql/console',
  '/graphql/v1',
  '/v1/graphiql',
  '/subscriptions',
  '/.well-known',
])('there is no explorer at %s', async (path) => {
  for (const accept of ['text/html', 'text/html,application/xhtml+xml,*/*;q=0.8']) {
    const reply = await request(stack.url + path, { headers: { accept } });
    expect([404, 405]).toContain(reply.status);
    expect(reply.text).not.toMatch(/<html|graphiql|playground|sandbox|apollo|altair/i);
  }
});
