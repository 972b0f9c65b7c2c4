import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from './http-refusal.js';

/**
 * Answers only requests that were sent to this machine by its own name. A page of the web that had its name changed to
 * point here still sends its own, and is refused.
 */
export function refuseOtherHosts(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers: { host } }, _, done) => {
    done(
      isLoopback(host) ? undefined : new HttpRefusal(403, 'This server answers to its own machine only.', 'FORBIDDEN'),
    );
  });
}

function isLoopback(host = ''): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
}
