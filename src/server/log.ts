import { pino } from 'pino';

/** What may be written down of an event: names, codes and counts, and nothing that a person or a merchant brought. */
export interface LogFields {
  readonly requestId?: string;
  readonly operationName?: string | null;
  readonly code?: string;
  readonly service?: string;
  readonly iyzicoCode?: string | null;
  readonly reason?: string;
  readonly field?: string;
  /** The name of an unknown error's class, and the places it passed; not its message, which may quote anything. */
  readonly error?: string;
  readonly stack?: readonly string[];
}

/** One line of JSON an event, on standard error. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export function createLog(): Log {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  return {
    info: (event, fields = {}) => {
      log.info(fields, event);
    },
    warn: (event, fields = {}) => {
      log.warn(fields, event);
    },
    error: (event, fields = {}) => {
      log.error(fields, event);
    },
  };
}

/** Where an error came from, without its message. */
export function traceOf(error: unknown): Pick<LogFields, 'error' | 'stack'> {
  if (!(error instanceof Error)) return { error: typeof error };
  // A message can hold lines that look like places.
  const places = (error.stack ?? '').replace(error.message, () => '');
  const stack = places.split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, stack: stack.map((line) => line.trim()) };
}
