import fc from 'fast-check';

const SURROGATES_START = 0xd800;
const SURROGATES = 0x800;

/**
 * Any character of Unicode. fast-check's own `unit: 'binary'` makes the same texts, but builds a table of all characters in each
 * test file, which takes almost a second; so does its `webUrl`.
 */
const anyCharacter = fc.nat(0x10ffff - SURROGATES).map(
  (index) => String.fromCodePoint(index < SURROGATES_START ? index : index + SURROGATES),
  // fast-check mixes dangerous texts such as `__proto__` in where it can tell the characters back.
  (text) => {
    const [codePoint = -1, ...more] = Array.from(String(text), (character) => character.codePointAt(0));
    if (codePoint < 0 || more.length > 0) throw new Error('one character');
    return codePoint < SURROGATES_START ? codePoint : codePoint - SURROGATES;
  },
);

export function anyText(constraints: fc.StringSharedConstraints = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: anyCharacter });
}

const encodedText = anyText({ maxLength: 10 }).map(encodeURIComponent);

/** Any URL with a path, query parameters and a fragment. */
export const anyUrl = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    domain: fc.domain(),
    path: fc.array(encodedText),
    query: encodedText,
    fragment: encodedText,
  })
  .map(({ scheme, domain, path, query, fragment }) => {
    return `${scheme}://${domain}/${path.join('/')}?${query}#${fragment}`;
  });
