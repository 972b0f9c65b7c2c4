import { createHmac, randomBytes } from 'node:crypto';

/** The pair of keys that iyzico gives a merchant. */
export interface MerchantKeys {
  readonly apiKey: string;
  readonly secretKey: string;
}

/** What is signed: the path without host and query, and the body exactly as it is sent. */
export interface Signable {
  readonly path: string;
  readonly body: string;
}

/**
 * The headers that prove to iyzico who calls (its scheme IYZWSv2).
 * `randomKey` is fresh for every call unless a test pins it.
 */
export function signRequest(
  keys: MerchantKeys,
  { path, body }: Signable,
  randomKey: string = randomBytes(16).toString('hex'),
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
