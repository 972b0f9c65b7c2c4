import { traceOf } from '../../../src/server/index.js';

class Slip extends TypeError {
  override readonly name = 'Slip';
}

test('an error is traced by the name of its class and the places that it passed', () => {
  const { error, stack } = traceOf(new Slip('5ecret'));
  expect(error).toBe('Slip');
  expect(stack?.[0]).toMatch(/^at .*log\.test\.ts/);
  expect(stack?.every((line) => line.startsWith('at '))).toBe(true);
});

test.each(['5ecret', '5ecret\n5ecret', '\n    at 5ecret (file:1:2)', '    at 5ecret\n    at 5ecret', '$& 5ecret $`'])(
  'its message %j is left out',
  (message) => {
    const trace = traceOf(new Slip(message));
    expect(JSON.stringify(trace)).not.toContain('5ecret');
    expect(trace.stack?.length).toBeGreaterThan(0);
  },
);

test('an error without a stack, and what is no error, are named all the same', () => {
  const bare = new Slip('5ecret');
  delete bare.stack;
  expect([traceOf(bare), traceOf('5ecret'), traceOf(undefined), traceOf(null)]).toEqual([
    { error: 'Slip', stack: [] },
    { error: 'string' },
    { error: 'undefined' },
    { error: 'object' },
  ]);
});
