import type { CallOptions, Iyzico } from '../../../src/iyzico/index.js';
import { startWithOwnIyzico, type OwnIyzicoStack } from '../../harness/own-iyzico.js';
import { post } from '../../harness/http-exchange.js';
import { bearer, bySecret, fromNow, shopperOf, systemWith, tokenWith } from '../../harness/tokens.js';

type Service = Exclude<keyof Iyzico, 'quotaState' | 'close'>;

let stack: OwnIyzicoStack;
/** The origin of each operation of iyzico, in order. */
let origins: (string | undefined)[];
beforeEach(() => {
  origins = [];
});
afterEach(() => stack.close());

async function open(authentication: typeof bySecret | 'none' = bySecret): Promise<void> {
  stack = await startWithOwnIyzico(
    (real) => ({
      ...watched(real, 'retrievePayment'),
      ...watched(real, 'retrievePaymentDetail'),
      ...watched(real, 'retrieveLastPayment'),
      ...watched(real, 'expireCheckoutSession'),
    }),
    { authentication },
  );
}

function watched(real: Iyzico, service: Service): Partial<Iyzico> {
  const operation: (key: never, options: CallOptions) => Promise<unknown> = real[service];
  return {
    [service]: (key: never, options: CallOptions) => {
      origins.push(options.origin);
      return operation(key, options);
    },
  };
}

/** The origins of the calls that a document causes. */
async function originsOf(query: string, headers: Record<string, string> = {}): Promise<(string | undefined)[]> {
  origins = [];
  expect((await post(stack, { query }, headers)).errors).toBeUndefined();
  return origins;
}

const payment = (form: string) => `{ payment(checkoutFormToken: "${form}") { id } }`;
const card = (form: string) => `{ payment(checkoutFormToken: "${form}") { session { lastPaymentCard { cardType } } } }`;
const expiry = (form: string) =>
  `mutation { expireCheckoutSession(input: { checkoutFormToken: "${form}" }) { __typename } }`;
const paymentDetail = '{ paymentDetail(paymentId: "24259238") { id } }';

describe('the origin of a call', () => {
  test("is the shopper's checkout form, for nested calls too, and does not contain the form's token", async () => {
    await open();
    const shopper = await shopperOf('card-1');
    const [origin, ...nested] = await originsOf(card('card-1'), shopper);
    expect(origin).toMatch(/^[\w-]{43}$/);
    expect(nested).toEqual([origin]);
    expect(await originsOf(expiry('card-1'), shopper)).toEqual([origin]);
  });

  test('is the same for all tokens that are bound to the form, and differs for each form of one token', async () => {
    await open();
    const [first] = await originsOf(payment('card-1'), await shopperOf('card-1'));
    expect(await originsOf(payment('card-1'), await shopperOf('card-1', 'card-2'))).toEqual([first]);
    expect(await originsOf(payment('card-2'), await shopperOf('card-1', 'card-2'))).not.toEqual([first]);
  });

  test('is the system itself, whatever it asks for', async () => {
    await open();
    const system = await systemWith('payment:read', 'session:manage');
    const [origin] = await originsOf(payment('card-1'), system);
    expect(origin).toEqual(expect.any(String));
    expect(await originsOf(payment('card-2'), system)).toEqual([origin]);
    expect(await originsOf(paymentDetail, system)).toEqual([origin]);
    expect(await originsOf(payment('card-1'), await systemWith('payment:read'))).not.toEqual([origin]);
  });

  test("is the system's subject, whatever its token", async () => {
    await open();
    const token = (exp: number) => tokenWith({ scope: 'payment:read', sub: 'back-office', exp: fromNow(exp) });
    const [origin] = await originsOf(paymentDetail, bearer(await token(60)));
    expect(await originsOf(paymentDetail, bearer(await token(70)))).toEqual([origin]);
  });

  test('is the checkout form without authentication, and not known for calls about no form', async () => {
    await open('none');
    const [first] = await originsOf(payment('card-1'));
    expect(await originsOf(payment('card-2'))).not.toEqual([first]);
    expect(await originsOf(paymentDetail)).toEqual([undefined]);
  });
});
