import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

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

/** The agents of a client, by the scheme of the URL. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** Agents that keep connections alive within these limits. */
export function createKeptConnections({ idleMs, maxAgeMs }: ConnectionLimits): Agents {
  const options = { keepAlive: true, timeout: idleMs };
  return {
    http: limitAge(new HttpAgent(options), maxAgeMs),
    https: limitAge(new HttpsAgent(options), maxAgeMs),
  };
}

/** Agents that open a connection for each request. */
export function createSingleUseConnections(): Agents {
  return { http: new HttpAgent(), https: new HttpsAgent() };
}

/** The random part keeps the connections of one burst from ending together. */
function limitAge<A extends HttpAgent>(agent: A, maxAgeMs: number): A {
  const endOf = new WeakMap<Duplex, number>();
  const keep: (socket: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  // Node calls it after each request; the connection is closed where it returns false.
  agent.keepSocketAlive = (socket) => {
    const end = endOf.get(socket) ?? performance.now() + maxAgeMs * (0.5 + Math.random() / 2);
    endOf.set(socket, end);
    return performance.now() < end && keep(socket);
  };
  return agent;
}
