import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { endOfConnection, type ConnectionLimits } from './http.js';

/** The agents of a client, by the scheme of the URL. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** Agents that keep connections alive within these limits. */
export function createKeptConnections(limits: ConnectionLimits): Agents {
  const options = { keepAlive: true, timeout: limits.idleMs };
  return {
    http: limitAge(new HttpAgent(options), limits),
    https: limitAge(new HttpsAgent(options), limits),
  };
}

/** Agents that open a connection for each request. */
export function createSingleUseConnections(): Agents {
  return { http: new HttpAgent(), https: new HttpsAgent() };
}

function limitAge<A extends HttpAgent>(agent: A, limits: ConnectionLimits): A {
  const endOf = new WeakMap<Duplex, number>();
  const keep: (socket: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  // Node calls it after each request; the connection is closed where it returns false.
  agent.keepSocketAlive = (socket) => {
    const end = endOf.get(socket) ?? endOfConnection(limits);
    endOf.set(socket, end);
    return performance.now() < end && keep(socket);
  };
  return agent;
}
