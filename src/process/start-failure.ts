import { ConfigurationError } from '../config/index.js';
import { traceOf, type Log } from '../server/index.js';
import { UsageError } from './command-line.js';

/** The prefix of the settings of an address: that of the metrics server or that of the GraphQL server. */
type Prefix = 'METRICS_' | '';

/** How a person can fix an address that cannot be listened on, by the operating system's error code. */
const listenFailures: Readonly<Record<string, (prefix: Prefix) => string>> = {
  EADDRINUSE: (prefix) => `The port is taken: set ${prefix}PORT to a free one.`,
  EACCES: (prefix) => `This user may not listen on the port: set ${prefix}PORT to one above 1023.`,
  EADDRNOTAVAIL: (prefix) => `${prefix}HOST is no address of this machine.`,
  ENOTFOUND: (prefix) => `${prefix}HOST is no address of this machine.`,
};

/** The message for a person about an error at the start. An unknown error is logged. */
export function startFailureOf(error: unknown, log: Log): string {
  if (error instanceof ConfigurationError || error instanceof UsageError) return error.message;
  const listenFailure = listenFailureOf(error, '');
  if (listenFailure !== undefined) return listenFailure;
  log.error('start failed', traceOf(error));
  return 'The server could not start.';
}

/** The message about an address that cannot be listened on; `undefined` for any other error. */
export function listenFailureOf(error: unknown, prefix: Prefix): string | undefined {
  return error instanceof Error && 'code' in error ? listenFailures[String(error.code)]?.(prefix) : undefined;
}
