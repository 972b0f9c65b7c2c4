import type { Caller, ErrorCode } from '../../graphql/index.js';

/** An answer to `POST /graphql`, for metrics. It holds no data of the request or the answer. */
export interface AnswerRecord {
  /** The code of the answer's first error, as in the log, or `OK`. Further errors of the answer do not count. */
  readonly code: ErrorCode | 'OK';
  /** `unknown` if the request was refused before its caller was known. */
  readonly caller: Caller['kind'] | 'unknown';
  /** `http` if the request was refused before GraphQL read it. */
  readonly layer: 'http' | 'graphql';
  /** `none` if the request has no operation that could be found. */
  readonly type: 'query' | 'mutation' | 'none';
  /** From the request's headers to the answer's last byte. */
  readonly milliseconds: number;
}

/** Why a request is not authenticated. `keys-unavailable`: the keys cannot be fetched, which is no fault of the token. */
export type RefusedTokenReason =
  | 'missing'
  | 'malformed'
  | 'expired'
  | 'not-yet'
  | 'no-exp'
  | 'too-long'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'wrong-key'
  | 'wrong-algorithm'
  | 'wrong-type'
  | 'keys-unavailable';

/** Receives the server's events, for metrics. Its functions must not throw. */
export interface ServerListener {
  /** A request arrived. Exactly one `onAnswer` or `onDisconnect` follows. */
  readonly onRequest?: () => void;
  readonly onAnswer?: (answer: AnswerRecord) => void;
  /** No whole answer was sent: the client disconnected, or sent its request too slowly. */
  readonly onDisconnect?: () => void;
  /** A request was refused because of its token, or because it has none. */
  readonly onRefusedToken?: (reason: RefusedTokenReason) => void;
  /** A caller requested a checkout form that is not theirs. */
  readonly onLookupMiss?: () => void;
}
