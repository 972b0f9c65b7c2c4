import { signRequest } from '../../../src/iyzico/wire/request-signature.js';

/** From the tests of iyzico's own clients. */
const vectors = [
  {
    keys: { apiKey: 'apiKey', secretKey: 'secretKey' },
    randomKey: 'rnd',
    signable: { path: '/payment/test', body: '{"locale":"tr","conversationId":"123456"}' },
    signature: 'd00baa4b6dc5930472e4d22a3c50fb07de50b0dfb8f5af5b9f73158d6b184ff6',
  },
  {
    keys: { apiKey: 'api_key', secretKey: 'secret_key' },
    randomKey: 'random_string',
    signable: { path: 'uri', body: '"body"' },
    signature: '017508921a29ee5601bcd1fbe83efd2e2be43af02eceff30cf2e91a539aab355',
  },
];

test.each(vectors)('signs $signable.path as iyzico does', ({ keys, randomKey, signable, signature }) => {
  const headers = signRequest(keys, signable, randomKey);
  expect(headers['x-iyzi-rnd']).toBe(randomKey);
  expect(credentialsIn(headers.authorization)).toBe(
    `apiKey:${keys.apiKey}&randomKey:${randomKey}&signature:${signature}`,
  );
});

test("writes the authorization as iyzico's PHP client does", () => {
  const headers = signRequest(
    { apiKey: 'apiKey', secretKey: 'secretKey' },
    { path: '/payment/test', body: '{"locale":"tr","conversationId":"123456"}' },
    'rnd',
  );
  expect(headers.authorization).toBe(
    'IYZWSv2 YXBpS2V5OmFwaUtleSZyYW5kb21LZXk6cm5kJnNpZ25hdHVyZTpkMDBiYWE0YjZkYzU5MzA0NzJlNGQyMmEzYzUwZmIwN2RlNTBiMGRmYjhmNWFmNWI5ZjczMTU4ZDZiMTg0ZmY2',
  );
});

test('uses a new random key for every call', () => {
  const sign = () => signRequest({ apiKey: 'a', secretKey: 's' }, { path: '/p', body: '{}' })['x-iyzi-rnd'];
  const randomKeys = Array.from({ length: 100 }, sign);
  expect(new Set(randomKeys).size).toBe(100);
  expect(randomKeys[0]).toMatch(/^[0-9a-f]{32}$/);
});

function credentialsIn(authorization: string): string {
  return Buffer.from(authorization.replace(/^IYZWSv2 /, ''), 'base64').toString();
}
