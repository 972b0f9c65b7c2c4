import { createLog, type Log } from '../../src/server/index.js';
import { leaksOfText } from './canaries.js';

/** A line that the server wrote to its log. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly [field: string]: unknown;
}

const levels = new Map<unknown, LogLine['level']>([
  [30, 'info'],
  [40, 'warn'],
  [50, 'error'],
]);

/** The server's real log, written into a list. @throws if a line contains a secret or personal data */
export function logInto(lines: LogLine[]): Log {
  return createLog({
    write(line) {
      expect({ leaksInLog: leaksOfText(line) }).toEqual({ leaksInLog: [] });
      const { level, msg, time, ...fields } = JSON.parse(line) as Record<string, unknown>;
      expect(time).toEqual(expect.any(String));
      lines.push({ level: levels.get(level) ?? 'error', event: String(msg), ...fields });
    },
  });
}
