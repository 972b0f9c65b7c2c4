import { readFileSync } from 'node:fs';

/** The limits of clients' connections. */
export interface ConnectionLimits {
  /** Open connections. */
  readonly connections: number;
  /** Milliseconds in which a client must read an answer that the server has finished. */
  readonly answerMs: number;
}

const MAX_CONNECTIONS = 10_000;
const ANSWER_MS = 30_000;

/** Clients get half of the file descriptors: the rest is for calls to iyzico, Redis, the log and files. */
export function defaultConnectionLimits(): ConnectionLimits {
  return { connections: Math.min(MAX_CONNECTIONS, Math.floor(maxOpenFiles() / 2)), answerMs: ANSWER_MS };
}

/** The most file descriptors of this process. Only Linux shows it; elsewhere it counts as unlimited. */
function maxOpenFiles(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
