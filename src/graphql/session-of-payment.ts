import type { Session } from '../iyzico/index.js';
import { refuseMiss } from './checkout-form.js';
import { callOptionsOf, type Context } from './context.js';
import type { SessionArgs } from './session.args.js';

/**
 * The session of a checkout form and the payment that it led to. Whether iyzico holds the two against each other is not
 * documented: for a shopper, who is bound to the form alone, the form's own payment is asked for and compared.
 * @throws Refusal NOT_FOUND where the payment is another one
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
