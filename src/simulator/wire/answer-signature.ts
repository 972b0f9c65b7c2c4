import { createHmac } from 'node:crypto';
import { ExactNumber, type Json, type JsonObject } from './exact-json.js';

const paymentDetailOrder = ['paymentId', 'currency', 'basketId', 'conversationId', 'paidPrice', 'price'] as const;

/** The fields that an answer's signature covers, in signing order. Only these two services sign their answers. */
export const signatureOrders = {
  'payment-detail': paymentDetailOrder,
  // Inferred from the documented order of the checkout form's retrieval, which answers with the same fields.
  'retrieve-payment': ['paymentStatus', ...paymentDetailOrder, 'token'],
} as const;

/** An HMAC-SHA256 over the fields' values, in lowercase hex. A missing value counts as an empty text. */
export function signAnswer(fields: JsonObject, order: readonly string[], secretKey: string): string {
  const message = order.map((name) => signedText(fields[name])).join(':');
  return createHmac('sha256', secretKey).update(message).digest('hex');
}

// Decimals are signed without trailing zeros: `1.00000000` as `1`, `0E-8` as `0`.
function signedText(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof ExactNumber)) return '';
  const [digits = ''] = value.text.split('E');
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
