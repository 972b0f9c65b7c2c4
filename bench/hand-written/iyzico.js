import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';

const services = '/v1/pay-with-iyzico/third-party-session/retrieve/';
const { IYZICO_API_KEY, IYZICO_SECRET_KEY } = process.env;
/** An access token lives for five minutes. */
const accessTokens = new LRUCache({ max: 10_000, ttl: 4.5 * 60_000 });

/** Milliseconds for a call. */
export const TIMEOUT = 3000;

/**
 * iyzico's services over an HTTP client.
 * @param post sends a text to a path, and returns the parsed answer
 */
export class Iyzico {
  constructor(post) {
    this.post = post;
  }

  payment(checkoutFormToken) {
    return this.#call('payment', { checkoutFormToken });
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
    const path = services + service;
    const body = JSON.stringify({ locale: 'tr', conversationId: randomUUID(), ...key });
    const answer = await this.post(path, { body, headers: { ...signedHeaders(path, body), ...headers } });
    if (answer.status === 'success') return answer;
    const { errorCode, errorMessage } = answer;
    throw new GraphQLError(errorMessage ?? 'iyzico refused the call', {
      extensions: { code: 'IYZICO_REJECTED', errorCode },
    });
  }
}

/** The headers of a call, signed by iyzico's scheme IYZWSv2. */
export function signedHeaders(path, body) {
  const randomKey = randomBytes(16).toString('hex');
  const signature = createHmac('sha256', IYZICO_SECRET_KEY)
    .update(randomKey + path + body)
    .digest('hex');
  const credentials = `apiKey:${IYZICO_API_KEY}&randomKey:${randomKey}&signature:${signature}`;
  return {
    'content-type': 'application/json',
    authorization: `IYZWSv2 ${Buffer.from(credentials).toString('base64')}`,
    'x-iyzi-rnd': randomKey,
  };
}
