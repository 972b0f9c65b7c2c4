import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startupBanner } from '../../src/process/startup-banner.js';
import { firstQuery } from '../../src/server/index.js';
import { sampleCheckoutFormToken } from '../../src/simulator/index.js';
import { startStack, type Stack } from '../harness/stack.js';

const served = {
  url: 'http://127.0.0.1:4000',
  explorer: true,
  iyzico: { kind: 'sandbox', baseUrl: 'https://sandbox-api.iyzipay.com' },
  callers: 'authenticated',
} as const;

test('a start tells where GraphQL, the explorer and iyzico are', () => {
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

test('an explorer that is off is not told of', () => {
  expect(startupBanner({ ...served, explorer: false })).not.toContain('Explorer');
});

test('metrics are told of where there are any', () => {
  const metrics = 'http://127.0.0.1:9464/metrics';
  expect(startupBanner({ ...served, metrics })).toBe(`${startupBanner(served)}Metrics   ${metrics}\n`);
});

test.each([
  ['production', "iyzico's PRODUCTION host: real payments"],
  ['sandbox', "iyzico's sandbox"],
  ['other', 'a host of your own'],
  ['simulator', 'the built-in SIMULATOR: made-up payments. Set IYZICO_API_KEY and IYZICO_SECRET_KEY to talk to iyzico'],
] as const)('%s is called what it is', (kind, note) => {
  const iyzico = { kind, baseUrl: 'https://iyzico.example' };
  expect(startupBanner({ ...served, iyzico }).split('\n')[2]).toBe(`iyzico    https://iyzico.example (${note})`);
});

describe('the command to paste', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterEach(() => {
    stack.simulator.forget();
  });
  afterAll(() => stack.close());

  /** The command's own lines, run by a shell as they stand. */
  async function paste(example: { document: string; variables: Record<string, string> }): Promise<unknown> {
    const [, command = ''] = startupBanner({ ...served, url: stack.url, example }).split('Try it:\n\n');
    expect(command).toMatch(/^curl .*\n$/);
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    return JSON.parse(stdout);
  }

  test('answers the first query', async () => {
    const variables = { checkoutFormToken: sampleCheckoutFormToken };
    expect(await paste({ document: firstQuery, variables })).toMatchObject({
      data: {
        payment: { id: '24259238', session: { lastPaymentCard: { cardBankName: expect.any(String) as string } } },
      },
    });
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-access-token', 'last-payment-info']);
  });

  test.each(["it's", '"$(echo gone)"', '`echo gone`', '$HOME', '\\n', '!!', "'; echo gone; '", 'ı', '@/etc/hostname'])(
    'keeps %s from the shell',
    async (name) => {
      const document =
        'query ($a: String!) { __typename payment(checkoutFormToken: "card-1", conversationId: $a) { id } }';
      expect(await paste({ document, variables: { a: name } })).toMatchObject({ data: { __typename: 'Query' } });
      const [call] = stack.simulator.calls;
      expect(JSON.parse(call?.body ?? '')).toMatchObject({ conversationId: name });
    },
  );
});
