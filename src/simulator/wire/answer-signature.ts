import { createHmac } from 'node:crypto';
import { ExactNumber, type Json, type JsonObject } from './exact-json.js';

const paymentDetailOrder = ['paymentId', 'currency', 'basketId', 'conversationId', 'paidPrice', 'price'] as const;

/** The fields that an answer's signature covers, in order. Only these two services sign. */
export const signatureOrders = {
  'payment-detail': paymentDetailOrder,
  // Inferred: the documented order of the checkout form's retrieval, which answers with the same fields.
  'retrieve-payment': ['paymentStatus', ...paymentDetailOrder, 'token'],
} as const;

/** Lowercase hex of an HMAC-SHA256 over the fields' values; a missing value counts as empty text. */
export function signAnswer(fields: JsonObject, order: readonly string[], secretKey: string): string {
  const message = order.map((name) => plain(fields[name])).join(':');
  return createHmac('sha256', secretKey).update(message).digest('hex');
}

// Decimals are signed without their trailing zeros, so that `1.00000000` and `1` sign alike, and `0E-8` as `0`.
function plain(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof ExactNumber)) return '';
  const [digits = ''] = value.text.split('E');
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
