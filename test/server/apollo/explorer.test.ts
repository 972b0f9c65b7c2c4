import { firstQuery } from '../../../src/server/index.js';
import { sampleCheckoutFormToken } from '../../../src/simulator/index.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { expectRefusal, goodData, goodQuery, post, request, type Reply } from '../../harness/http-exchange.js';

const variables = { checkoutFormToken: sampleCheckoutFormToken };
const browserAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

let shown: Stack;
let off: Stack;
beforeAll(async () => {
  shown = await startStack({ server: { explorer: { variables } } });
  off = await startStack();
});
afterEach(() => {
  shown.simulator.forget();
  off.simulator.forget();
});
afterAll(async () => {
  await shown.close();
  await off.close();
});

const get = ({ url }: Stack, accept: string, path = '/graphql') =>
  request(url + path, { headers: { accept, 'apollo-require-preflight': 'true' } });

/** The configuration in the page for the embedded sandbox. */
function sandboxIn({ text }: Reply): unknown {
  const [, json = ''] = /embeddedSandboxConfig = (\{.*\});/.exec(text) ?? [];
  return JSON.parse(json);
}

test.each([browserAccept, 'text/html', 'text/*', 'text/html, application/json;q=0.9'])(
  'a browser that accepts %s is shown the sample query, ready to be sent',
  async (accept) => {
    const page = await get(shown, accept);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(sandboxIn(page)).toMatchObject({
      runTelemetry: false,
      initialState: { document: firstQuery, variables, pollForSchemaUpdates: false },
    });
    expect(shown.calledServices()).toEqual([]);
  },
);

test('the query on the page is answered', async () => {
  const { data, errors } = await shown.send(firstQuery, variables);
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    payment: { id: '24259238', session: { lastPaymentCard: { lastFourDigits: expect.any(String) as string } } },
  });
  expect(shown.calledServices()).toEqual(['retrieve-payment', 'retrieve-access-token', 'last-payment-info']);
});

test.each([
  'application/json',
  '*/*',
  'application/json, text/html',
  'text/html;q=0.5, */*',
  'text/html;q=0',
  'image/png',
])('a client that accepts %s gets no page, and a query in the URL is not executed', async (accept) => {
  const reply = await get(shown, accept, '/graphql?query={__typename}');
  expectRefusal(reply, 405);
  expect(reply.headers.get('allow')).toBe('POST');
});

test('a browser is shown the page and no data, whatever its URL and its other media types', async () => {
  for (const accept of [browserAccept, 'text/html, multipart/mixed', 'multipart/mixed, text/html']) {
    const page = await get(shown, accept, '/graphql?query={__typename}');
    expect([page.status, page.headers.get('content-type'), page.data]).toEqual([200, 'text/html', undefined]);
  }
});

test('there is no page if the explorer is off', async () => {
  expectRefusal(await get(off, browserAccept), 405);
});

function preflight({ url }: Stack, origin: string): Promise<Reply> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  };
  return request(`${url}/graphql`, { method: 'OPTIONS', headers });
}

const corsHeaders = ({ headers }: Reply) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-allow-')));

describe.each(['https://sandbox.embed.apollographql.com', 'https://studio.apollographql.com'])(
  'the page at %s',
  (origin) => {
    test('may post if the explorer is on', async () => {
      const reply = await preflight(shown, origin);
      expect(reply.status).toBe(204);
      expect(corsHeaders(reply)).toEqual({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers':
          'authorization, content-type, x-request-id, x-request-timeout-ms, traceparent, tracestate, apollographql-client-name, apollographql-client-version',
      });
      expect(reply.headers.get('vary')).toBe('Origin');
      const answer = await post(shown, goodQuery, { origin });
      expect([answer.data, corsHeaders(answer)]).toEqual([goodData, { 'access-control-allow-origin': origin }]);
      expect(answer.headers.get('access-control-expose-headers')).toBe('x-request-id, retry-after');
    });

    test('may read refusals too', async () => {
      expect(corsHeaders(await post(shown, '{', { origin }))).toEqual({ 'access-control-allow-origin': origin });
    });

    test('is given no access if the explorer is off', async () => {
      for (const reply of [await preflight(off, origin), await post(off, goodQuery, { origin })]) {
        expect(corsHeaders(reply)).toEqual({});
      }
    });
  },
);

test.each([
  'https://evil.example',
  'http://studio.apollographql.com',
  'https://studio.apollographql.com.evil.example',
  'https://evil-studio.apollographql.com',
  'https://studio.apollographql.com:8443',
  'null',
])('the page at %s is given no access', async (origin) => {
  for (const stack of [shown, off]) {
    for (const reply of [await preflight(stack, origin), await post(stack, goodQuery, { origin })]) {
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    }
  }
});
