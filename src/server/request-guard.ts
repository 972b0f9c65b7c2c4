import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate, Authenticated } from './access/authentication.js';
import { checkAcceptable, checkMediaType } from './apollo/graphql-request.js';
import type { Health } from './lifecycle/health.js';
import type { Load } from './lifecycle/load.js';
import { HttpRefusal } from './http/refusal.js';
import { recordOf } from './http/request-record.js';
import type { RequestRateLimit } from './access/request-rate-limit.js';

/** Checks a request before its body is read, so that the bodies of unauthenticated callers are never read. */
export interface RequestGuard {
  /** @throws HttpRefusal if the request is refused */
  check(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** The caller of a request that passed `check`. */
  callerOf(request: FastifyRequest): Authenticated;
}

export interface RequestGuardParts {
  readonly health: Health;
  readonly load: Load;
  readonly authenticate: Authenticate;
  readonly requestRateLimit: RequestRateLimit;
}

/** The caller of the explorer's page, which is served without a check and needs no permission. */
const unauthenticated: Authenticated = {
  caller: { kind: 'unprivileged', scopes: new Set(), checkoutFormTokens: new Set() },
  tokenName: null,
  subject: null,
  tokenId: null,
};

export function createRequestGuard({ health, load, authenticate, requestRateLimit }: RequestGuardParts): RequestGuard {
  const callers = new WeakMap<FastifyRequest, Authenticated>();
  return {
    async check(request, reply) {
      // Read first: if the connection is reset during the checks, the address is no longer available.
      const address = request.ip;
      health.checkReady();
      load.checkRoom();
      checkAcceptable(request.headers.accept);
      checkMediaType(request.headers['content-type']);
      const authenticated = await authenticateOrCount(request, reply, address);
      recordOf(request).caller = authenticated.caller.kind;
      await requestRateLimit.count(authenticated, address);
      if (authenticated.caller.kind === 'unprivileged') {
        throw new HttpRefusal(403, 'The token gives access to nothing: it has no known scope or form.', 'FORBIDDEN');
      }
      callers.set(request, authenticated);
    },
    callerOf: (request) => callers.get(request) ?? unauthenticated,
  };

  async function authenticateOrCount(
    request: FastifyRequest,
    reply: FastifyReply,
    address: string,
  ): Promise<Authenticated> {
    try {
      return await authenticate(request.headers.authorization);
    } catch (refusal) {
      await requestRateLimit.countUnauthenticated(address);
      // HTTP requires this header in every 401 answer.
      void reply.header('www-authenticate', 'Bearer');
      throw refusal;
    }
  }
}
