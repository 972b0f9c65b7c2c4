// Jest runs tests in a realm of its own, where errors made by Node's core are not `instanceof Error`; graphql-js and
// others then take a refused connection for a value of no known kind. Here every real error counts as one again.
import { types } from 'node:util';

Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: typeof Error, value: unknown): boolean {
    const inherits = Function.prototype[Symbol.hasInstance].call(this, value);
    return this === Error ? inherits || types.isNativeError(value) : inherits;
  },
});
