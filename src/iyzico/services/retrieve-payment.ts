import { chosenOptionsOf, type CallOptions } from '../call/call-options.js';
import type { Merchant } from './merchant.js';
import { checkSignature, paymentFields, readPayment, signedValues } from './payment-answer.js';
import type { CheckoutFormKey, Payment, PaymentDetailKey } from './payment.js';
import { readSession } from './session.js';

/**
 * The payment of a checkout form, with the shopper's session.
 * @throws IyzicoRejected, IyzicoUnavailable
 */
export async function retrievePayment(
  merchant: Merchant,
  key: CheckoutFormKey,
  options: CallOptions,
): Promise<Payment> {
  const answer = await merchant.connection.request({ service: 'retrieve-payment', key: { ...key }, options });
  const fields = paymentFields(answer);
  // A declined payment may lack the token, but no answer may have another one.
  if (answer.rejection === null || fields.has('token')) fields.expect('token', key.checkoutFormToken);

  // iyzico does not document this order. It is that of checkout form retrieval, which has the same fields.
  const signed = [fields.text('paymentStatus'), ...signedValues(fields), fields.text('token')];
  const signatureStatus = checkSignature(merchant, answer, { service: 'retrieve-payment', signed });
  const payment = readPayment(answer, signatureStatus);
  const { checkoutFormToken } = key;
  const sessionInfo = fields.object('sessionInfo');
  if (sessionInfo === null) return { ...payment, checkoutFormToken };
  const { locale, conversationId, retrievedAt } = payment;
  const requestedWith = chosenOptionsOf(options);
  const origin = { locale, conversationId, retrievedAt, checkoutFormToken, requestedWith };
  return { ...payment, checkoutFormToken, session: readSession(merchant, sessionInfo, origin) };
}

/**
 * A payment of the merchant's by its id, or by the conversation id that it was made with. It has no session.
 * @throws IyzicoRejected, IyzicoUnavailable
 */
export async function retrievePaymentDetail(
  merchant: Merchant,
  key: PaymentDetailKey,
  options: CallOptions,
): Promise<Payment> {
  const answer = await merchant.connection.request({ service: 'payment-detail', key: { ...key }, options });
  const fields = paymentFields(answer);
  if ('paymentId' in key) fields.expect('paymentId', key.paymentId);
  const signed = signedValues(fields);
  return readPayment(answer, checkSignature(merchant, answer, { service: 'payment-detail', signed }));
}
