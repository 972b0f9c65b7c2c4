// Looks at every answer that a server under test gives, in every test of the suite, and fails the test in which
// something stood in one that must not get out. Log lines are looked at where they are caught.
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
        // Only our servers name their requests: the simulator's answers are full of what is looked for.
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
  // Thrown, not expected: tests that count their assertions are watched as well.
  if (found.length > 0) throw new Error(`Answers tell what they must not: ${found.join(', ')}`);
});

afterAll(() => {
  // What was inherited before is inherited again.
  for (const name of methods) Reflect.deleteProperty(ServerResponse.prototype, name);
});
