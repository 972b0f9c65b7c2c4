import { LRUCache } from 'lru-cache';

/** Values of a header that are remembered, for each function. The least recently used one makes room. */
const MAX_VALUES = 100;
/** Longer values are not remembered. Browsers' `accept` and `accept-language` have about 100 characters. */
const MAX_LENGTH = 256;

/** Remembers what a function of a request header returns: the same few clients send the same values. */
export function rememberByHeader<T extends string | boolean>(
  compute: (header: string | undefined) => T,
): (header: string | undefined) => T {
  const known = new LRUCache<string, T>({ max: MAX_VALUES });
  const withoutHeader = compute(undefined);
  return (header) => {
    if (header === undefined) return withoutHeader;
    if (header.length > MAX_LENGTH) return compute(header);
    const value = known.get(header) ?? compute(header);
    known.set(header, value);
    return value;
  };
}
