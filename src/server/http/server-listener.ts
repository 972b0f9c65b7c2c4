import type { Caller, ErrorCode } from '../../graphql/index.js';

/** An answer to `POST /graphql`, for metrics: nothing of what was asked or answered. */
export interface AnswerRecord {
  /**
   * The code of the answer's first error, as the log tells it, or that there is none: an answer counts once, whatever
   * else went wrong in it.
   */
  readonly code: ErrorCode | 'OK';
  /** `unknown` where it was refused before it was known. */
  readonly caller: Caller['kind'] | 'unknown';
  /** `http` where it was refused before GraphQL looked at it. */
  readonly layer: 'http' | 'graphql';
  /** `none` where no operation was found in it. */
  readonly type: 'query' | 'mutation' | 'none';
  /** From the request's headers to the answer's last byte. */
  readonly milliseconds: number;
}

/** Who is told of what happens at the server, for metrics. Nobody of it may throw. */
export interface ServerListener {
  /** A request came. It will be told of once more: by its answer, or by its client's leaving. */
  readonly onRequest?: () => void;
  readonly onAnswer?: (answer: AnswerRecord) => void;
  /** The client left, or was too slow in asking: no answer reached it. */
  readonly onDisconnect?: () => void;
  /** Somebody asked for a checkout form that is not theirs. */
  readonly onLookupMiss?: () => void;
}
