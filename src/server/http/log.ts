import { pino } from 'pino';
import { currentRequestId } from './request-id.js';

/** What may be logged of an event: names, codes and counts, but no data of a person or a merchant. */
export interface LogFields {
  readonly requestId?: string;
  readonly operationName?: string | null;
  /** SHA-256 of the document. */
  readonly operationHash?: string;
  /** `anybody`, `shopper`, `system` or `unprivileged`. */
  readonly caller?: string;
  readonly code?: string;
  readonly httpStatus?: number;
  readonly outcome?: string;
  readonly milliseconds?: number;
  readonly attempts?: number;
  readonly service?: string;
  readonly iyzicoCode?: string | null;
  readonly reason?: string;
  readonly field?: string;
  /** The class name of an unknown error. Its message is not logged, because it may quote anything. */
  readonly error?: string;
  /** The lines of its stack. */
  readonly stack?: readonly string[];
}

const allowedFields = Object.keys({
  requestId: true,
  operationName: true,
  operationHash: true,
  caller: true,
  code: true,
  httpStatus: true,
  outcome: true,
  milliseconds: true,
  attempts: true,
  service: true,
  iyzicoCode: true,
  reason: true,
  field: true,
  error: true,
  stack: true,
} satisfies Record<keyof LogFields, true>);

/** Writes one line of JSON for each event. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** @param destination receives the lines; standard error by default, so that a test can read them */
export function createLog(destination: { write(line: string): void } = pino.destination(2)): Log {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: {} }, destination);
  const writer = (level: 'info' | 'warn' | 'error') => (event: string, fields?: LogFields) => {
    log[level](allowedOnly({ requestId: currentRequestId(), ...fields }), event);
  };
  return { info: writer('info'), warn: writer('warn'), error: writer('error') };
}

/** Drops fields that are not allowed, even where a caller's type lets them through. */
function allowedOnly(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => allowedFields.includes(name) && value !== undefined),
  );
}

/** Where an error was thrown, without its message. */
export function traceOf(error: unknown): Pick<LogFields, 'error' | 'stack'> {
  if (!(error instanceof Error)) return { error: typeof error };
  // The stack repeats the message, and a message can hold lines that look like stack lines.
  const withoutMessage = (error.stack ?? '').replace(error.message, () => '');
  const stack = withoutMessage.split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, stack: stack.map((line) => line.trim()) };
}
