import fc from 'fast-check';
import { createLog, traceOf, type LogLevel } from '../../../src/server/index.js';

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

/** The lines of a log with one event of each level. */
function linesAt(level: LogLevel | undefined): string[] {
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) }, { level });
  for (const each of ['info', 'warn', 'error'] as const) log[each](each);
  return lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
}

test.each([
  [undefined, ['info', 'warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
] as const)('at the level %s the log has the levels %j', (level, levels) => {
  expect(linesAt(level)).toEqual(levels);
});

test('only lines of the level info may be written later, together with others', () => {
  const calls: string[] = [];
  const log = createLog({ write: () => void calls.push('at once'), writeSoon: () => void calls.push('soon') });
  for (const each of ['info', 'warn', 'error', 'audit'] as const) log[each](each);
  expect(calls).toEqual(['soon', 'at once', 'at once', 'at once']);
});

function lineOf(isPretty: boolean, reason: string): string {
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) }, { isPretty });
  log.warn('redis refused a command', { reason, attempts: 2, stack: [reason] });
  return lines.join('');
}

test('a pretty line shows the time, the level, the event and its fields', () => {
  const [head = '', ...rest] = lineOf(true, 'READONLY').split('\n');
  expect(head).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}redis refused a command {2}reason=READONLY {2}attempts=2$/);
  expect(rest).toEqual(['    READONLY', '']);
});

test.each([
  ['pretty', true],
  ['JSON', false],
] as const)('no text in a %s line controls a terminal, hides text or forges a line', (_kind, isPretty) => {
  const hostile = fc.string({
    unit: fc.constantFrom('\u001b', '[2J', '\u009b', '\u202e', '\n', '\r', '\u2028', '\u007f', 'a'),
  });
  fc.assert(
    fc.property(hostile, (text) => {
      const line = lineOf(isPretty, text);
      expect(line.split('\n')).toHaveLength(isPretty ? 3 : 2);
      expect(line.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
      if (!isPretty) expect(JSON.parse(line)).toMatchObject({ reason: text });
    }),
  );
});

test.each([true, false])('fields outside of the allow-list are left out (pretty: %s)', (isPretty) => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) }, { isPretty });
  log.info('ready', { reason: 'known', ...{ token: '5ecret' } });
  expect(lines.join('')).toContain('known');
  expect(lines.join('')).not.toContain('5ecret');
});
