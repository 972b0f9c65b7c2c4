// Jest runs tests in a separate realm, where errors from Node's core are not `instanceof Error`. graphql-js and other
// libraries then treat a refused connection as an unknown value. This file makes every native error an `Error` again.
import { types } from 'node:util';

Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: typeof Error, value: unknown): boolean {
    const inherits = Function.prototype[Symbol.hasInstance].call(this, value);
    return this === Error ? inherits || types.isNativeError(value) : inherits;
  },
});
