import { sampleCheckoutFormToken } from '../../../src/simulator/index.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { goodQuery } from '../../harness/http-exchange.js';

let stacks: Record<'TR' | 'EN', Stack>;
beforeAll(async () => {
  stacks = { TR: await startStack(), EN: await startStack({ server: { locale: 'EN' } }) };
});
afterEach(() => {
  for (const { simulator } of Object.values(stacks)) simulator.forget();
});
afterAll(async () => {
  for (const stack of Object.values(stacks)) await stack.close();
});

/** The locales of the calls to iyzico. */
function localesOfCalls({ simulator }: Stack): unknown[] {
  return simulator.calls.map(({ body }) => (JSON.parse(body) as Record<string, unknown>).locale);
}

const headersFor = (language: string | undefined): Record<string, string> =>
  language === undefined ? {} : { 'accept-language': language };

test.each<[header: string | undefined, onTurkish: string, onEnglish: string]>([
  ['tr', 'tr', 'tr'],
  ['en', 'en', 'en'],
  ['TR', 'tr', 'tr'],
  ['tr-TR', 'tr', 'tr'],
  ['en-US', 'en', 'en'],
  ['EN-gb,tr;q=0.2', 'en', 'en'],
  ['tr;q=0.2, en;q=0.9', 'en', 'en'],
  ['de, en;q=0.5', 'en', 'en'],
  ['de, tr;q=0.1', 'tr', 'tr'],
  ['*', 'tr', 'en'],
  ['de, *;q=0.1', 'tr', 'en'],
  ['en;q=0, *', 'tr', 'tr'],
  ['tr;q=0, *', 'en', 'en'],
  ['en;q=0', 'tr', 'en'],
  ['tr;q=0', 'tr', 'en'],
  ['de', 'tr', 'en'],
  ['', 'tr', 'en'],
  [undefined, 'tr', 'en'],
  [';;,,q=', 'tr', 'en'],
  ['en;q=much', 'tr', 'en'],
  ['english', 'tr', 'en'],
  ['-, @, "en"', 'tr', 'en'],
])(
  'accept-language: %j calls iyzico in %s if the default is Turkish, and in %s if it is English',
  async (header, onTurkish, onEnglish) => {
    for (const stack of Object.values(stacks)) {
      const { status, errors } = await stack.send(goodQuery.query, goodQuery.variables, headersFor(header));
      expect([status, errors]).toEqual([200, undefined]);
    }
    expect([localesOfCalls(stacks.TR), localesOfCalls(stacks.EN)]).toEqual([[onTurkish], [onEnglish]]);
  },
);

test.each([
  ['TR', 'en', 'tr'],
  ['EN', 'tr', 'en'],
])('the argument %s overrides the header %s', async (argument, header, locale) => {
  const query = `{ payment(checkoutFormToken: "${sampleCheckoutFormToken}", locale: ${argument}) { id } }`;
  for (const stack of Object.values(stacks)) {
    await stack.send(query, {}, headersFor(header));
    expect(localesOfCalls(stack)).toEqual([locale]);
  }
});

test('later calls of an operation use the same language', async () => {
  const { EN: stack } = stacks;
  const card = '{ session { lastPaymentCard { lastFourDigits } } }';
  await stack.send(`{ payment(checkoutFormToken: "${sampleCheckoutFormToken}") ${card} }`, {}, headersFor('tr-TR'));
  expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-access-token', 'last-payment-info']);
  expect(localesOfCalls(stack)).toEqual(['tr', 'tr', 'tr']);
});
