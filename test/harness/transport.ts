import type { Transport } from '../../src/iyzico/wire/transport.js';

declare global {
  // Jest's configuration sets it.
  var transport: Transport;
}

/** The HTTP library that clients of iyzico send with in this run of the test file. */
export const transport: Transport = globalThis.transport;

/** What this transport is expected to do where the two differ. */
export function byTransport<T>(expected: Readonly<Record<Transport, T>>): T {
  return expected[transport];
}
