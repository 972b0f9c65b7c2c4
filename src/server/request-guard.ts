import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate, Authenticated } from './access/authentication.js';
import { checkAcceptable, checkMediaType } from './apollo/graphql-request.js';
import type { Health } from './lifecycle/health.js';
import type { Load } from './lifecycle/load.js';
import { recordOf } from './http/request-record.js';
import type { RequestRateLimit } from './access/request-rate-limit.js';

/** What a request has to get past before its body is read: a stranger's is not worth reading. */
export interface RequestGuard {
  /** @throws HttpRefusal where the request is not let in */
  check(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Who it was that a request was let in for. */
  callerOf(request: FastifyRequest): Authenticated;
}

export interface RequestGuardParts {
  readonly health: Health;
  readonly load: Load;
  readonly authenticate: Authenticate;
  readonly requestRateLimit: RequestRateLimit;
}

/** Whoever opens the explorer's page, which asks for nothing. */
const unauthenticated: Authenticated = {
  caller: { kind: 'shopper', scopes: new Set(), checkoutFormTokens: new Set() },
  tokenName: null,
};

export function createRequestGuard({ health, load, authenticate, requestRateLimit }: RequestGuardParts): RequestGuard {
  const callers = new WeakMap<FastifyRequest, Authenticated>();
  return {
    async check(request, reply) {
      // Of a connection that is reset meanwhile it is not to be had any more.
      const address = request.ip;
      health.checkReady();
      load.checkRoom();
      checkAcceptable(request.headers.accept);
      checkMediaType(request.headers['content-type']);
      const authenticated = await authenticateOrCount(request, reply, address);
      recordOf(request).caller = authenticated.caller.kind;
      await requestRateLimit.count(authenticated, address);
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
      // HTTP has every 401 say what would be let in.
      void reply.header('www-authenticate', 'Bearer');
      throw refusal;
    }
  }
}
