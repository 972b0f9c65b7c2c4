import { createHmac, timingSafeEqual } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { parse } from 'lossless-json';
import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import { TIMEOUT, signedHeaders } from '../hand-written/iyzico.js';
import { exactDecimal } from './exact-decimal.js';
import { callDuration } from './metrics.js';

const services = '/v1/pay-with-iyzico/third-party-session/retrieve/';
const { IYZICO_BASE_URL, IYZICO_SECRET_KEY } = process.env;
const ATTEMPTS = 2;
const pool = new Pool(IYZICO_BASE_URL, { headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT });
/** An access token lives for five minutes. */
const accessTokens = new LRUCache({ max: 10_000, ttl: 4.5 * 60_000 });

/** iyzico's services for one request: calls are logged with its id, and end with its signal. */
export class Iyzico {
  constructor({ id, log, signal }) {
    this.id = id;
    this.log = log;
    this.signal = signal;
  }

  async payment(checkoutFormToken) {
    const payment = await this.#call('payment', { checkoutFormToken });
    const { paymentStatus, paymentId, currency, basketId, conversationId, paidPrice, price, token } = payment;
    const values = [paymentStatus, paymentId, currency, basketId, conversationId];
    checkSignature(payment.signature, [...values, exactDecimal(paidPrice), exactDecimal(price), token]);
    return payment;
  }

  async lastPayment({ sessionToken, memberIdentifier }) {
    const key = { sessionToken, memberIdentifier };
    let accessToken = accessTokens.get(sessionToken);
    if (accessToken === undefined) {
      ({ accessToken } = await this.#call('access-token', key));
      accessTokens.set(sessionToken, accessToken);
    }
    return this.#call('last-payment-info', key, { 'access-token': accessToken });
  }

  async #call(service, key, headers) {
    const startedAt = performance.now();
    let outcome = 'unavailable';
    try {
      const answer = await this.#send(
        services + service,
        JSON.stringify({ locale: 'tr', conversationId: this.id, ...key }),
        headers,
      );
      outcome = answer.status === 'success' ? 'answered' : 'rejected';
      if (outcome === 'answered') return answer;
      const { errorCode, errorMessage } = answer;
      throw new GraphQLError(errorMessage ?? 'iyzico refused the call', {
        extensions: { code: 'IYZICO_REJECTED', errorCode },
      });
    } finally {
      const milliseconds = performance.now() - startedAt;
      callDuration.observe({ service, outcome }, milliseconds / 1000);
      this.log.info({ service, outcome, milliseconds }, 'iyzico call');
    }
  }

  /** Sends a call, and once more where it got no usable answer: all three services only read. */
  async #send(path, body, headers) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await pool.request({
          path,
          method: 'POST',
          headers: { ...signedHeaders(path, body), ...headers },
          body,
          signal: this.signal,
        });
        const text = await answer.body.text();
        if (answer.statusCode >= 500) throw new Error(`HTTP ${answer.statusCode}`);
        // Numbers stay text, with all their digits.
        return parse(text, undefined, (digits) => digits);
      } catch (error) {
        if (attempt < ATTEMPTS && !this.signal.aborted) continue;
        throw new GraphQLError('iyzico did not answer', {
          originalError: error,
          extensions: { code: 'IYZICO_UNAVAILABLE' },
        });
      }
    }
  }
}

function checkSignature(signature, values) {
  const expected = createHmac('sha256', IYZICO_SECRET_KEY).update(values.join(':')).digest();
  const received = Buffer.from(signature ?? '', 'hex');
  if (received.length === expected.length && timingSafeEqual(received, expected)) return;
  throw new GraphQLError('The signature of iyzico’s answer is wrong', { extensions: { code: 'SIGNATURE_MISMATCH' } });
}
