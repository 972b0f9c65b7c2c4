import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startupBanner } from '../../src/process/startup-banner.js';
import { firstQuery } from '../../src/server/index.js';
import { sampleCheckoutFormToken } from '../../src/simulator/index.js';
import { answerOf, startRawServer } from '../harness/raw-server.js';
import { startStack, type Stack } from '../harness/stack.js';

const served = {
  url: 'http://127.0.0.1:4000',
  explorer: true,
  iyzico: { kind: 'sandbox', baseUrl: 'https://sandbox-api.iyzipay.com' },
  callers: 'authenticated',
} as const;

test('the start-up banner shows the URLs of GraphQL, the explorer and iyzico', () => {
  expect(startupBanner(served)).toBe(
    [
      'GraphQL   http://127.0.0.1:4000/graphql',
      'Explorer  http://127.0.0.1:4000/graphql (open it in a browser)',
      "iyzico    https://sandbox-api.iyzipay.com (iyzico's sandbox)",
      'Callers   with a valid token only',
      '',
    ].join('\n'),
  );
});

test('the start-up banner does not mention an explorer that is off', () => {
  expect(startupBanner({ ...served, explorer: false })).not.toContain('Explorer');
});

test('the start-up banner shows the URL of the metrics if there are any', () => {
  const metrics = 'http://127.0.0.1:9464/metrics';
  expect(startupBanner({ ...served, metrics })).toBe(`${startupBanner(served)}Metrics   ${metrics}\n`);
});

test.each([
  ['production', "iyzico's PRODUCTION host: real payments"],
  ['sandbox', "iyzico's sandbox"],
  ['other', 'a host of your own'],
  ['loopback', 'on this machine; it may pass calls on to the live iyzico'],
  ['simulator', 'the built-in SIMULATOR: made-up payments. Set IYZICO_API_KEY and IYZICO_SECRET_KEY to talk to iyzico'],
] as const)('the start-up banner describes iyzico of the kind %s', (kind, note) => {
  const iyzico = { kind, baseUrl: 'https://iyzico.example' };
  expect(startupBanner({ ...served, iyzico }).split('\n')[2]).toBe(`iyzico    https://iyzico.example (${note})`);
});

test.each([
  ['authenticated', 'with a valid token only'],
  ['anybody', 'anybody, without a token: all payments are made up'],
  ['anybody here', 'WARNING: AUTH=none. Any program on this machine can read every payment and end sessions'],
] as const)('the start-up banner describes the callers: %s', (callers, note) => {
  expect(startupBanner({ ...served, callers }).split('\n')[3]).toBe(`Callers   ${note}`);
});

describe('the curl command in the start-up banner', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterEach(() => {
    stack.simulator.forget();
  });
  afterAll(() => stack.close());

  /** Runs the command in a shell, unchanged. */
  async function runCommand(
    url: string,
    example: { document: string; variables: Record<string, string> },
  ): Promise<unknown> {
    const [, command = ''] = startupBanner({ ...served, url, example }).split('Try it:\n\n');
    expect(command).toMatch(/^curl .*\n$/);
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    return JSON.parse(stdout);
  }

  test('sends the first query', async () => {
    const variables = { checkoutFormToken: sampleCheckoutFormToken };
    expect(await runCommand(stack.url, { document: firstQuery, variables })).toMatchObject({
      data: {
        payment: { id: '24259238', session: { lastPaymentCard: { cardBankName: expect.any(String) as string } } },
      },
    });
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-access-token', 'last-payment-info']);
  });

  test.each(["it's", '"$(echo gone)"', '`echo gone`', '$HOME', '\\n', '!!', "'; echo gone; '", 'ı', '@/etc/hostname'])(
    'protects %s from the shell',
    async (name) => {
      const server = await startRawServer();
      server.answerWith(answerOf('{}'));
      const example = { document: '{ __typename }', variables: { a: name } };
      await runCommand(server.url, example);
      await server.close();
      const [request] = server.requests;
      expect(JSON.parse(request?.body ?? '')).toMatchObject({ variables: { a: name } });
    },
  );
});
