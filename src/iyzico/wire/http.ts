import type { CallSignal } from './call-signal.js';
import type { IyzicoService } from './endpoints.js';

/** After decompression. A larger answer is refused. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** Headers of every request. */
export const requestHeaders = {
  'user-agent': 'iyzico-graphql',
  accept: 'application/json',
  'content-type': 'application/json',
} as const;

/** A signed request. */
export interface Outgoing {
  readonly service: IyzicoService;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** It is sent exactly as it is here, because its bytes are signed. */
  readonly body: string;
  /** Milliseconds for everything: the name lookup, connecting, TLS, sending, and the answer to its last byte. */
  readonly timeout: number;
  /** Whether the request is sent over a connection of its own; `false` by default. */
  readonly isOnNewConnection?: boolean;
  /** Ends the call when it is aborted. */
  readonly signal: CallSignal;
}

/** An HTTP answer, not yet parsed. */
export interface Incoming {
  readonly httpStatus: number;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;
  /** Decompressed. */
  readonly body: Uint8Array;
}

/** Sends requests to one host, over connections that it keeps alive until it is closed. */
export interface HttpSender {
  /**
   * @throws IyzicoUnavailable `unreachable` or `timeout` where no whole answer comes, and whether the request was never
   *   sent; `bad-response` where the answer is too large, or switches to another protocol; `exhausted` where this process
   *   lacks what a connection needs
   * @throws the reason of `signal` where it is aborted
   */
  send(outgoing: Outgoing): Promise<Incoming>;
  close(): void;
}

/** How long a connection to iyzico is used. Durations are in milliseconds. */
export interface ConnectionLimits {
  /** A connection without a request for so long is closed. */
  readonly idleMs: number;
  /** A connection that is older is closed after its request: at random between half of this and all of it. */
  readonly maxAgeMs: number;
}

/**
 * iyzico publishes neither its idle timeout nor the lifetime of its addresses, so common defaults decide.
 * - Idle: AWS load balancers wait 60 s and nginx 75 s, but Node and Apache httpd wait 5 s, so iyzico hardly closes a
 *   connection first.
 * - Age: AWS load balancers publish their addresses for 60 s, so a removed address is used for no longer than that.
 */
export const defaultConnectionLimits: ConnectionLimits = { idleMs: 4000, maxAgeMs: 60_000 };

/**
 * When a connection that opens now is too old, by `performance.now()`. The random part keeps the connections of one
 * burst from ending together.
 */
export function endOfConnection({ maxAgeMs }: ConnectionLimits): number {
  return performance.now() + maxAgeMs * (0.5 + Math.random() / 2);
}
