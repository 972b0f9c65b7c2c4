import fc from 'fast-check';
import { createSeal } from '../../../src/iyzico/services/encryption.js';

const seal = createSeal('a-secret-key');

test('what was closed opens under its name, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, name) => {
      expect(createSeal('a-secret-key').open(seal.close(text, name), name)).toBe(text);
    }),
  );
});

test('it is another text each time, and tells nothing', () => {
  const [first, second] = [seal.close('an access token', 'a'), seal.close('an access token', 'a')];
  expect(first).not.toBe(second);
  expect(Buffer.from(first, 'base64url').includes('access')).toBe(false);
});

test('it opens neither under another name nor for another merchant', () => {
  const sealed = seal.close('an access token', 'a');
  expect(seal.open(sealed, 'b')).toBeNull();
  expect(createSeal('another-key').open(sealed, 'a')).toBeNull();
});

test('it opens no longer where a single bit was changed', () => {
  const bytes = Buffer.from(seal.close('an access token', 'a'), 'base64url');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      expect(seal.open(changed.toString('base64url'), 'a')).toBeNull();
    }),
  );
});

test('whatever else is no seal of ours', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(seal.open(text, 'a')).toBeNull();
    }),
  );
});
