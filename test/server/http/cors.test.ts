import { parse } from 'graphql';
import { graphqlClients, type ClientName } from '../../harness/graphql-clients.js';
import { post, request } from '../../harness/http-exchange.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { bySecret } from '../../harness/tokens.js';

const origin = 'https://shop.example';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ server: { corsOrigins: [origin], authentication: bySecret, rateLimit: 1 } });
});
afterAll(() => stack.close());

const listIn = (header: string | null) => (header ?? '').split(',').map((name) => name.trim());

/** The headers that need a browser's preflight, of one query. */
async function headersSentBy(name: ClientName): Promise<string[]> {
  const sent: string[] = [];
  await graphqlClients[name](`${stack.url}/graphql`, {
    document: parse('{ payment(checkoutFormToken: "card-1") { id } }'),
    variables: {},
    headers: { authorization: 'Bearer a', 'x-request-id': 'a', traceparent: 'a' },
    fetch: (url, init) => {
      sent.push(...new Headers(init?.headers).keys());
      return fetch(url, init);
    },
  });
  return sent.filter((header) => header !== 'accept');
}

test.each(Object.keys(graphqlClients) as ClientName[])('a preflight allows all headers of %s', async (name) => {
  const sent = await headersSentBy(name);
  const { status, headers } = await request(`${stack.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': sent.join(',') },
  });
  expect(status).toBe(204);
  expect(sent).toContain('authorization');
  expect(listIn(headers.get('access-control-allow-headers'))).toEqual(expect.arrayContaining(sent));
});

test('a page may read the request id and the retry delay of a refusal', async () => {
  await post(stack, {}, { origin });
  const { status, headers } = await post(stack, {}, { origin });
  expect([status, headers.get('access-control-allow-origin')]).toEqual([429, origin]);
  expect(listIn(headers.get('access-control-expose-headers'))).toEqual(['x-request-id', 'retry-after']);
  expect([headers.has('x-request-id'), headers.has('retry-after')]).toEqual([true, true]);
});
