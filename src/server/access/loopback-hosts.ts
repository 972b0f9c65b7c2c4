import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from '../http/refusal.js';

/**
 * Answers only requests that come from this machine, and that were sent to it by its own name: a page of the web that
 * had its name changed to point here still sends its own, and is refused.
 */
export function refuseOtherHosts(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers: { host }, socket: { remoteAddress } }, _, done) => {
    done(
      isLoopback(host) && isOwnAddress(remoteAddress)
        ? undefined
        : new HttpRefusal(403, 'This server answers to its own machine only.', 'FORBIDDEN'),
    );
  });
}

function isLoopback(host = ''): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
}

function isOwnAddress(address = ''): boolean {
  return /^((::ffff:)?127(\.\d{1,3}){3}|::1)$/.test(address);
}
