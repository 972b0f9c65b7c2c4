import { serverAudits, type AuditResult } from 'graphql-http';
import { exchangeBytes, goodData, goodQuery, post } from '../harness/http-exchange.js';
import { startStack, type Stack } from '../harness/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

/** Optional audits of servers that support GET. */
const getAudits = ['5A70', 'D6D5', '6A70'];

const audits = serverAudits({ url: () => `${stack.url}/graphql` });

test('there are 61 audits, three of them for GET', () => {
  expect(audits).toHaveLength(61);
  expect(audits.map(({ id }) => id)).toEqual(expect.arrayContaining(getAudits));
});

test.each(audits.map(({ id, name, fn }) => ({ id, name, fn })))('$id $name', async ({ id, fn }) => {
  const result: AuditResult = await fn();
  expect(result.status).toBe(getAudits.includes(id) ? 'notice' : 'ok');
  expect(stack.calledServices()).toEqual([]);
});

const graphql = 'application/graphql-response+json';

/** Requests that GraphQL refuses, with their code and whether the status depends on the accepted media type. */
const refusals: [what: string, body: object, code: string, isDocumentError: boolean][] = [
  ['a document that cannot be parsed', { query: '{' }, 'GRAPHQL_PARSE_FAILED', true],
  ['a document that is not valid', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED', true],
  ['variables of a wrong type', { query: goodQuery.query }, 'BAD_USER_INPUT', true],
  ['a document that is too large', { query: `{ ${'__typename '.repeat(6)} }` }, 'LIMIT_EXCEEDED', false],
  ['a document that is too large and not valid', { query: `{ ${'a '.repeat(6)} }` }, 'LIMIT_EXCEEDED', false],
  ['an unknown operation', { ...goodQuery, operationName: 'Other' }, 'BAD_REQUEST', false],
  ['no document', {}, 'BAD_REQUEST', false],
];

describe.each(refusals)('%s', (_, body, code, isDocumentError) => {
  test.each<[accept: string, documentErrorStatus: number]>([
    [graphql, 400],
    [`${graphql}; charset=utf-8`, 400],
    [`${graphql}, application/json;q=0.9`, 400],
    [`application/json, ${graphql};q=0.1`, 400],
    ['application/*', 400],
    ['*/*', 400],
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['application/json, text/plain;q=0.5', 200],
    [`application/json, ${graphql};q=0`, 200],
  ])(
    'with accept: %j is refused: document errors with %i, other mistakes with 400',
    async (accept, documentErrorStatus) => {
      const { status, errors, data } = await post(stack, body, { accept });
      expect([status, errors?.[0]?.extensions.code, data]).toEqual([
        isDocumentError ? documentErrorStatus : 400,
        code,
        undefined,
      ]);
      expect(stack.calledServices()).toEqual([]);
    },
  );
});

test('a mistake without an accept header is refused with 400', async () => {
  const json = '{"query":"{"}';
  const type = 'content-type: application/json\r\nconnection: close';
  const bytes = `POST /graphql HTTP/1.1\r\nhost: a\r\n${type}\r\ncontent-length: ${json.length}\r\n\r\n${json}`;
  expect((await exchangeBytes(stack, bytes)).status).toBe(400);
});

test.each([graphql, 'application/json', '*/*'])(
  'an executed operation with accept: %s is answered with 200',
  async (accept) => {
    const { status, data } = await post(stack, goodQuery, { accept });
    expect([status, data]).toEqual([200, goodData]);
    stack.simulator.answerNext('retrieve-payment', { errorCode: '5122' });
    const failed = await post(stack, goodQuery, { accept });
    expect([failed.status, failed.data, failed.errors?.[0]?.extensions.code]).toEqual([
      200,
      { payment: null },
      'PAYMENT_PENDING',
    ]);
  },
);
