import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from '../http/refusal.js';

/**
 * Refuses every request that does not come from this machine or that names another host than this machine. The second
 * rule stops DNS rebinding: a web page whose name is changed to resolve to this machine still sends its own name.
 */
export function refuseOtherHosts(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers: { host }, socket: { remoteAddress } }, _, done) => {
    done(
      isLoopback(host) && isOwnAddress(remoteAddress)
        ? undefined
        : new HttpRefusal(403, 'This server answers only requests from its own machine.', 'FORBIDDEN'),
    );
  });
}

function isLoopback(host = ''): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
}

function isOwnAddress(address = ''): boolean {
  return /^((::ffff:)?127(\.\d{1,3}){3}|::1)$/.test(address);
}
