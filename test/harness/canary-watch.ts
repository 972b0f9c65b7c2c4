// Checks every answer of every server under test, in every test of the suite, and fails the test whose answer leaks a
// secret. Log lines are checked in log-lines.ts and started-process.ts.
import { OutgoingMessage, ServerResponse } from 'node:http';
import { leaksOfAnswer, leaksOfText } from './canaries.js';

const methods = ['write', 'end'] as const;
const leaks: string[] = [];

beforeAll(() => {
  for (const name of methods) {
    Object.defineProperty(ServerResponse.prototype, name, {
      configurable: true,
      writable: true,
      value(this: ServerResponse, ...args: unknown[]): unknown {
        const [chunk] = args;
        // Only our servers send a request id. The simulator's answers are full of canaries and are not checked.
        if (this.hasHeader('x-request-id')) {
          leaks.push(...leaksOfText(JSON.stringify(this.getHeaders())));
          if (typeof chunk === 'string') leaks.push(...leaksOfAnswer(chunk));
          if (chunk instanceof Uint8Array) leaks.push(...leaksOfAnswer(Buffer.from(chunk).toString()));
        }
        const genuine = Reflect.get(OutgoingMessage.prototype, name) as (...all: unknown[]) => unknown;
        return Reflect.apply(genuine, this, args);
      },
    });
  }
});

afterEach(() => {
  const found = leaks.splice(0);
  // Throws instead of using `expect`, so that tests with `expect.assertions` keep their count.
  if (found.length > 0) throw new Error(`Answers leak: ${found.join(', ')}`);
});

afterAll(() => {
  // Without own properties, the inherited methods are used again.
  for (const name of methods) Reflect.deleteProperty(ServerResponse.prototype, name);
});
