import { startStack, type Stack } from '../../harness/stack.js';
import { bySecret, systemWith } from '../../harness/tokens.js';
import { exchangeBytes, post, request } from '../../harness/http-exchange.js';

let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ server: { authentication: bySecret, corsOrigins: ['https://shop.example'] } });
});
afterEach(() => stack.close());

const linesOf = (event: string) => stack.logLines.filter((line) => line.event === event);
/** Sends so many requests at once. All of them arrive within one or two windows. */
const times = (count: number, send: () => Promise<unknown>) => Promise.all(Array.from({ length: count }, send));

/** Expects that each of the requests has a line or is counted by a summary without an id, and most have none. */
function expectSampled(event: string, requests: number, kind: object): void {
  const summaries = linesOf(event).filter(({ suppressed }) => suppressed !== undefined);
  const lines = linesOf(event).filter(({ suppressed }) => suppressed === undefined);
  for (const { suppressed, ...summary } of summaries) {
    expect(summary).toEqual({ level: 'info', event, ...kind });
    expect(suppressed).toEqual(expect.any(Number));
  }
  const suppressed = summaries.reduce((sum, line) => sum + Number(line.suppressed), 0);
  expect(lines.length + suppressed).toBe(requests);
  expect(lines.length).toBeLessThanOrEqual(10 * (summaries.length + 1));
  expect(summaries.length).toBeGreaterThan(0);
}

test('refused requests of unauthenticated callers leave ten lines a second, and a count of the others', async () => {
  await times(300, () => post(stack, { query: '{ __typename }' }));
  await stack.close();
  expectSampled('request refused', 300, { code: 'UNAUTHENTICATED' });
  expect(stack.calledServices()).toEqual([]);
});

test('the count comes within a second, without a further request', async () => {
  await times(50, () => post(stack, { query: '{ __typename }' }));
  while (!linesOf('request refused').some(({ suppressed }) => suppressed !== undefined)) {
    await new Promise(setImmediate);
  }
  await stack.close();
  expectSampled('request refused', 50, { code: 'UNAUTHENTICATED' });
});

test('refused operations of an authenticated caller leave ten lines a second, and those that ran one each', async () => {
  const headers = await systemWith('payment:read');
  await times(100, () => post(stack, { query: '{ unknownField }' }, headers));
  await times(40, () => post(stack, { query: '{ __typename }' }, headers));
  await stack.close();
  const good = linesOf('operation answered').filter(({ outcome }) => outcome === 'OK');
  expect(good).toHaveLength(40);
  const outcome = 'GRAPHQL_VALIDATION_FAILED';
  const refused = linesOf('operation answered').filter((line) => line.outcome === outcome);
  const suppressed = refused.reduce((sum, line) => sum + Number(line.suppressed ?? 0), 0);
  expect(suppressed).toBeGreaterThan(0);
  expect(refused.filter((line) => line.suppressed === undefined).length + suppressed).toBe(100);
});

test('one code does not hide another', async () => {
  await times(50, () => post(stack, { query: '{ __typename }' }));
  await request(`${stack.url}/graphql`, { method: 'POST', headers: { accept: 'image/png' } });
  expect(linesOf('request refused').map(({ code }) => code)).toContain('BAD_REQUEST');
});

const preflight = (origin: string) =>
  exchangeBytes(stack, `OPTIONS /graphql HTTP/1.1\r\nhost: a\r\norigin: ${origin}\r\nconnection: close\r\n\r\n`);

test('a refused origin leaves one line that names it, and an allowed one leaves none', async () => {
  await preflight('https://shop.example');
  await preflight('https://forgotten.example:8443');
  expect(linesOf('origin refused')).toMatchObject([{ level: 'info', origin: 'https://forgotten.example:8443' }]);
});

test("a page of the server's own host is not refused", async () => {
  await preflight('https://a');
  expect(linesOf('origin refused')).toEqual([]);
});

test.each(['null', 'https://a.example/5ecret', `https://${'a'.repeat(200)}.example`, '5ecret', 'https://A.example'])(
  'the origin %s is no origin as browsers send it, and is not repeated in the log',
  async (origin) => {
    await preflight(origin);
    expect(linesOf('origin refused')).toEqual([
      { level: 'info', event: 'origin refused', requestId: expect.any(String) as string },
    ]);
  },
);

test('many refused origins leave ten lines a second, and a count of the others', async () => {
  await times(60, () => preflight('https://forgotten.example'));
  await stack.close();
  expectSampled('origin refused', 60, {});
});
