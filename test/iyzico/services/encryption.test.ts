import fc from 'fast-check';
import { createTokenCipher } from '../../../src/iyzico/services/encryption.js';

const cipher = createTokenCipher('a-secret-key');

test('any encrypted text is decrypted under its own name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, name) => {
      expect(createTokenCipher('a-secret-key').decrypt(cipher.encrypt(text, name), name)).toBe(text);
    }),
  );
});

test('each encryption gives another text, which reveals nothing of the original', () => {
  const [first, second] = [cipher.encrypt('an access token', 'a'), cipher.encrypt('an access token', 'a')];
  expect(first).not.toBe(second);
  expect(Buffer.from(first, 'base64url').includes('access')).toBe(false);
});

test('a text is decrypted neither under another name nor with the key of another merchant', () => {
  const encrypted = cipher.encrypt('an access token', 'a');
  expect(cipher.decrypt(encrypted, 'b')).toBeNull();
  expect(createTokenCipher('another-key').decrypt(encrypted, 'a')).toBeNull();
});

test('a text with a single changed bit is not decrypted', () => {
  const bytes = Buffer.from(cipher.encrypt('an access token', 'a'), 'base64url');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (index, bit) => {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ (1 << bit);
      expect(cipher.decrypt(changed.toString('base64url'), 'a')).toBeNull();
    }),
  );
});

test('a text that was not encrypted here is not decrypted', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(cipher.decrypt(text, 'a')).toBeNull();
    }),
  );
});
