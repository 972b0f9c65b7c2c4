import fc from 'fast-check';
import { createTokenCipher } from '../../../src/iyzico/services/encryption.js';

const cipher = createTokenCipher('a-secret-key');

test('what was closed opens under its name, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, name) => {
      expect(createTokenCipher('a-secret-key').decrypt(cipher.encrypt(text, name), name)).toBe(text);
    }),
  );
});

test('it is another text each time, and tells nothing', () => {
  const [first, second] = [cipher.encrypt('an access token', 'a'), cipher.encrypt('an access token', 'a')];
  expect(first).not.toBe(second);
  expect(Buffer.from(first, 'base64url').includes('access')).toBe(false);
});

test('it opens neither under another name nor for another merchant', () => {
  const encrypted = cipher.encrypt('an access token', 'a');
  expect(cipher.decrypt(encrypted, 'b')).toBeNull();
  expect(createTokenCipher('another-key').decrypt(encrypted, 'a')).toBeNull();
});

test('it opens no longer where a single bit was changed', () => {
  const bytes = Buffer.from(cipher.encrypt('an access token', 'a'), 'base64url');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      expect(cipher.decrypt(changed.toString('base64url'), 'a')).toBeNull();
    }),
  );
});

test('whatever else is no seal of ours', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(cipher.decrypt(text, 'a')).toBeNull();
    }),
  );
});
