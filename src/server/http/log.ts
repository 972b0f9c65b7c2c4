import { pino } from 'pino';
import { currentRequestId } from './request-id.js';

/** What may be written down of an event: names, codes and counts, and nothing that a person or a merchant brought. */
export interface LogFields {
  readonly requestId?: string;
  readonly operationName?: string | null;
  /** SHA-256 of the document. */
  readonly operationHash?: string;
  /** Kind of caller: anybody, shopper, system. */
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
  /** The name of an unknown error's class, and the places it passed; not its message, which may quote anything. */
  readonly error?: string;
  readonly stack?: readonly string[];
}

const allowed = Object.keys({
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

/** One line of JSON an event, on standard error. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** @param destination where the lines go: standard error unless a test wants to read them */
export function createLog(destination: { write(line: string): void } = pino.destination(2)): Log {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: {} }, destination);
  const writer = (level: 'info' | 'warn' | 'error') => (event: string, fields?: LogFields) => {
    log[level](listed({ requestId: currentRequestId(), ...fields }), event);
  };
  return { info: writer('info'), warn: writer('warn'), error: writer('error') };
}

/** Only what is on the list, whatever a caller of another type brought along. */
function listed(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => allowed.includes(name) && value !== undefined),
  );
}

/** Where an error came from, without its message. */
export function traceOf(error: unknown): Pick<LogFields, 'error' | 'stack'> {
  if (!(error instanceof Error)) return { error: typeof error };
  // A message can hold lines that look like places.
  const places = (error.stack ?? '').replace(error.message, () => '');
  const stack = places.split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, stack: stack.map((line) => line.trim()) };
}
