import { createHmac, randomUUID } from 'node:crypto';

/** The API keys that iyzico gives a merchant. */
export interface MerchantKeys {
  readonly apiKey: string;
  readonly secretKey: string;
}

/** The parts of a request that are signed. */
export interface Signable {
  /** Without host and query. */
  readonly path: string;
  /** Exactly as it is sent. */
  readonly body: string;
}

/**
 * The headers that authenticate a request at iyzico, by its scheme IYZWSv2.
 * @param randomKey a new random value for each request; a test may give its own. UUIDs come from a pool of random bytes
 */
export function signRequest(
  keys: MerchantKeys,
  { path, body }: Signable,
  randomKey: string = randomUUID().replaceAll('-', ''),
): { authorization: string; 'x-iyzi-rnd': string } {
  const signature = createHmac('sha256', keys.secretKey)
    .update(randomKey + path + body)
    .digest('hex');
  const credentials = `apiKey:${keys.apiKey}&randomKey:${randomKey}&signature:${signature}`;
  return {
    authorization: `IYZWSv2 ${Buffer.from(credentials).toString('base64')}`,
    'x-iyzi-rnd': randomKey,
  };
}
