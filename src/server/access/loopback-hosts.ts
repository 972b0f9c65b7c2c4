import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from '../http/refusal.js';

/**
 * Refuses every request that does not come from this machine, that names another host than this machine, or that a
 * proxy forwarded. The second rule stops DNS rebinding: a web page whose name is changed to resolve to this machine
 * still sends its own name. The third stops what reaches a proxy or a tunnel on this machine from elsewhere.
 */
export function refuseOtherHosts(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers, socket: { remoteAddress } }, _, done) => {
    const rule =
      !isLoopback(headers.host) || !isOwnAddress(remoteAddress)
        ? 'only its own machine'
        : Object.keys(headers).some(isForwardingHeader)
          ? 'no request that a proxy forwarded (x-forwarded-for, via …)'
          : null;
    done(
      rule === null
        ? undefined
        : new HttpRefusal(403, `With AUTH=none and its own keys, this server answers ${rule}.`, 'FORBIDDEN'),
    );
  });
}

/** Whether only proxies add a header of this name. */
function isForwardingHeader(name: string): boolean {
  return /^(forwarded|via|x-real-ip|x-forwarded-.*)$/.test(name);
}

function isLoopback(host = ''): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
}

function isOwnAddress(address = ''): boolean {
  return /^((::ffff:)?127(\.\d{1,3}){3}|::1)$/.test(address);
}
