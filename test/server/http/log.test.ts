import { traceOf } from '../../../src/server/index.js';

class Slip extends TypeError {
  override readonly name = 'Slip';
}

test('the trace of an error contains the name of its class and its stack', () => {
  const { error, stack } = traceOf(new Slip('5ecret'));
  expect(error).toBe('Slip');
  expect(stack?.[0]).toMatch(/^at .*log\.test\.ts/);
  expect(stack?.every((line) => line.startsWith('at '))).toBe(true);
});

test.each(['5ecret', '5ecret\n5ecret', '\n    at 5ecret (file:1:2)', '    at 5ecret\n    at 5ecret', '$& 5ecret $`'])(
  'the trace of an error leaves out its message %j',
  (message) => {
    const trace = traceOf(new Slip(message));
    expect(JSON.stringify(trace)).not.toContain('5ecret');
    expect(trace.stack?.length).toBeGreaterThan(0);
  },
);

test('an error without a stack and a value that is not an error have a trace too', () => {
  const bare = new Slip('5ecret');
  delete bare.stack;
  expect([traceOf(bare), traceOf('5ecret'), traceOf(undefined), traceOf(null)]).toEqual([
    { error: 'Slip', stack: [] },
    { error: 'string' },
    { error: 'undefined' },
    { error: 'object' },
  ]);
});
