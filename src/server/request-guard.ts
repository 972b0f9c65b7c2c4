import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Attempt } from './access/attempt-limit.js';
import type { Authenticate, Authenticated } from './access/authentication.js';
import { checkAcceptable, checkMediaType } from './apollo/graphql-request.js';
import type { Health } from './lifecycle/health.js';
import type { Load } from './lifecycle/load.js';
import { HttpRefusal } from './http/refusal.js';
import { recordOf } from './http/request-record.js';
import type { ServerListener } from './http/server-listener.js';
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
  readonly listener: ServerListener;
}

/** The caller of the explorer's page, which is served without a check and needs no permission. */
const unauthenticated: Authenticated = {
  caller: { kind: 'unprivileged', scopes: new Set(), checkoutFormTokens: new Set() },
  tokenName: null,
  subject: null,
  tokenId: null,
};

const OPENS_NOTHING = 'The token gives access to nothing: it has no scope or form that its key may give.';

export function createRequestGuard(parts: RequestGuardParts): RequestGuard {
  const { health, load, authenticate, requestRateLimit, listener } = parts;
  const callers = new WeakMap<FastifyRequest, Authenticated>();
  return {
    async check(request, reply) {
      // Read first: if the connection is reset during the checks, the address is no longer available.
      const address = request.ip;
      health.checkReady();
      load.checkRoom();
      checkAcceptable(request.headers.accept);
      checkMediaType(request.headers['content-type']);
      const attempt = requestRateLimit.begin(address, request.headers.authorization);
      const authenticated = await authenticateOrCount(request, reply, attempt);
      recordOf(request).caller = authenticated.caller.kind;
      await requestRateLimit.count(authenticated, attempt);
      if (authenticated.caller.kind === 'unprivileged') {
        throw new HttpRefusal(403, OPENS_NOTHING, 'FORBIDDEN');
      }
      callers.set(request, authenticated);
    },
    callerOf: (request) => callers.get(request) ?? unauthenticated,
  };

  async function authenticateOrCount(
    request: FastifyRequest,
    reply: FastifyReply,
    attempt: Attempt,
  ): Promise<Authenticated> {
    try {
      return await authenticate(request.headers.authorization);
    } catch (refusal) {
      const reason = refusal instanceof HttpRefusal ? refusal.reason : undefined;
      if (reason) listener.onRefusedToken?.(reason);
      await attempt.failed();
      if (reason !== 'keys-unavailable') void reply.header('www-authenticate', challengeOf(reason));
      throw refusal;
    }
  }
}

/** The header that HTTP requires in every 401 answer. By RFC 6750 it has no error code if no token was sent. */
function challengeOf(reason: HttpRefusal['reason']): string {
  return reason === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"';
}
