import { ConfigurationError } from '../config/index.js';
import { traceOf, type Log } from '../server/index.js';
import { UsageError } from './command-line.js';

/** Which settings name an address: those of GraphQL, or those of the metrics. */
type Prefix = 'METRICS_' | '';

/** What a person can do about an address that cannot be listened on, by the operating system's error code. */
const listenFailures: Readonly<Record<string, (prefix: Prefix) => string>> = {
  EADDRINUSE: (prefix) => `The port is taken: set ${prefix}PORT to a free one.`,
  EACCES: (prefix) => `The port may not be listened on: set ${prefix}PORT to one above 1023.`,
  EADDRNOTAVAIL: (prefix) => `${prefix}HOST is no address of this machine.`,
  ENOTFOUND: (prefix) => `${prefix}HOST is no address of this machine.`,
};

/** What a person at the terminal can do about an error of the start; an unknown error goes to the log. */
export function startFailureOf(error: unknown, log: Log): string {
  if (error instanceof ConfigurationError || error instanceof UsageError) return error.message;
  const known = listenFailureOf(error, '');
  if (known !== undefined) return known;
  log.error('start failed', traceOf(error));
  return 'The server could not start.';
}

/** The sentence for an address that cannot be listened on; `undefined` for any other error. */
export function listenFailureOf(error: unknown, prefix: Prefix): string | undefined {
  return error instanceof Error && 'code' in error ? listenFailures[String(error.code)]?.(prefix) : undefined;
}
