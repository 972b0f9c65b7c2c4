import type { Session } from '../iyzico/index.js';
import { refuseMiss } from './checkout-form.js';
import { callOptionsOf, type Context } from './context.js';
import type { SessionArgs } from './session.args.js';

/**
 * The session of a checkout form and its payment. It is not documented whether iyzico checks that the two belong
 * together, and a shopper's token is bound only to the form. So for a shopper the form's payment is read and compared.
 * @throws Refusal NOT_FOUND if the payment is not the form's
 */
export async function sessionOfPayment(args: SessionArgs, context: Context): Promise<Session | null> {
  const { checkoutFormToken, paymentId } = args;
  const options = callOptionsOf(args, context);
  if (context.caller.scopes.has('payment:read')) {
    return context.loaders.session({ checkoutFormToken, paymentId }, options);
  }
  const payment = await context.loaders.payment({ checkoutFormToken }, options);
  if (payment.paymentId !== paymentId) throw await refuseMiss(context);
  return payment.session;
}
