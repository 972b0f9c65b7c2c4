import type { LogLevel } from './log-level.js';
import { prettyLine, withoutControlCharacters } from './log-line.js';
import { withSourcePlace } from './source-place.js';

/** What may be logged of an event: names, codes and counts, but no data of a person or a merchant. */
export interface LogFields {
  readonly requestId?: string | undefined;
  readonly operationName?: string | null;
  /** SHA-256 of the document. */
  readonly operationHash?: string;
  readonly operationType?: string;
  /** Audit: the `sub` of a system's token, or an opaque id of a shopper's. */
  readonly subject?: string;
  /** Audit: the `jti` of the token. */
  readonly tokenId?: string;
  /** Audit: names of the schema. */
  readonly fields?: readonly string[];
  /** Audit: kinds and opaque ids of what the operation names. */
  readonly targets?: readonly string[];
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
  /** The version of this server. */
  readonly version?: string;
  /** The base URL of this server. */
  readonly url?: string;
  /** Which iyzico answers: the kind of its host, or the simulator. */
  readonly account?: string;
  /** Who may call. */
  readonly callers?: string;
  /** Whether processes share their counts in Redis. */
  readonly redis?: boolean;
  /** How many more lines of this kind were left out. */
  readonly suppressed?: number;
  /** The origin of a web page, in the form in which browsers send it. */
  readonly origin?: string;
  /** The name of an unknown setting, and the most similar known name. */
  readonly setting?: string;
  readonly nearest?: string;
  /** Whether all requests in progress were answered before the process stopped. */
  readonly drained?: boolean;
  /** The class name of an unknown error. Its message is not logged, because it may quote anything. */
  readonly error?: string;
  /** The lines of its stack. */
  readonly stack?: readonly string[];
}

const allowedFields = new Set(
  Object.keys({
    requestId: true,
    operationName: true,
    operationHash: true,
    operationType: true,
    subject: true,
    tokenId: true,
    fields: true,
    targets: true,
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
    version: true,
    url: true,
    account: true,
    callers: true,
    redis: true,
    suppressed: true,
    origin: true,
    setting: true,
    nearest: true,
    drained: true,
    error: true,
    stack: true,
  } satisfies Record<keyof LogFields, true>),
);

/** As pino numbers them, for tools that read its lines. */
const levelNumbers: Readonly<Record<LogLevel, number>> = { error: 50, warn: 40, info: 30 };

/** Writes one line for each event. */
export interface Log extends Readonly<Record<LogLevel, LogWriter>> {
  /** Writes a line of the level info, whatever the level of the log is: what must be traceable is never left out. */
  readonly audit: LogWriter;
}

type LogWriter = (event: string, fields?: LogFields) => void;

export interface LogSettings {
  /** Events of a less important level are left out. Everything is logged by default. */
  readonly level?: LogLevel | undefined;
  /** Whether the lines are for a person to read. They are JSON by default. */
  readonly isPretty?: boolean;
}

/** Receives lines, each with a line break at its end. */
export interface LogDestination {
  write(line: string): void;
  /** Takes lines that may be written together with others. Without it they are written at once. */
  writeSoon?(line: string): void;
}

/** Lines of the level info may be written a moment later, together with others. All other lines are written at once. */
export function createLog(
  destination: LogDestination,
  { level: least = 'info', isPretty = false }: LogSettings = {},
): Log {
  const format = isPretty ? prettyLine : withoutControlCharacters;
  const writer =
    (level: LogLevel, mayWait = false): LogWriter =>
    (event, fields = {}) => {
      const line = format(jsonOf(level, event, fields));
      if (mayWait && destination.writeSoon) destination.writeSoon(line);
      else destination.write(line);
    };
  const unlessLeftOut = (level: LogLevel, write: LogWriter): LogWriter =>
    levelNumbers[level] < levelNumbers[least] ? () => undefined : write;
  return {
    info: unlessLeftOut('info', writer('info', true)),
    warn: unlessLeftOut('warn', writer('warn')),
    error: writer('error'),
    audit: writer('info'),
  };
}

/** Leaves out fields that are not allowed, even where a caller's type lets them through. */
function jsonOf(level: LogLevel, event: string, fields: LogFields): string {
  const line: Record<string, unknown> = { level: levelNumbers[level], time: new Date().toISOString() };
  for (const [name, value] of Object.entries(fields)) if (allowedFields.has(name)) line[name] = value;
  line.msg = event;
  return JSON.stringify(line);
}

/** Where an error was thrown, without its message. */
export function traceOf(error: unknown): Pick<LogFields, 'error' | 'stack'> {
  if (!(error instanceof Error)) return { error: typeof error };
  // The stack repeats the message, and a message can hold lines that look like stack lines.
  const withoutMessage = (error.stack ?? '').replace(error.message, () => '');
  const stack = withoutMessage.split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, stack: stack.map((line) => withSourcePlace(line.trim())) };
}
