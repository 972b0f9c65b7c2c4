import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Attempt } from './access/attempt-limit.js';
import type { Authenticated } from './access/authenticated.js';
import type { Authentication } from './access/authentication.js';
import { checkAcceptable, checkMediaType } from './apollo/graphql-request.js';
import type { Health } from './lifecycle/health.js';
import type { Load } from './lifecycle/load.js';
import { HttpRefusal } from './http/refusal.js';
import { recordOf } from './http/request-record.js';
import type { ServerListener } from './http/server-listener.js';
import type { RequestRateLimit } from './access/request-rate-limit.js';
import { sha256 } from './access/sha256.js';

export interface RequestGuardParts {
  readonly health: Health;
  readonly load: Load;
  readonly authentication: Authentication;
  readonly requestRateLimit: RequestRateLimit;
  readonly listener: ServerListener;
}

/** The caller of the explorer's page, which is served without a check and needs no permission. */
const unauthenticated: Authenticated = {
  caller: { kind: 'unprivileged', scopes: new Set(), checkoutFormTokens: new Set() },
  callerName: null,
  subject: null,
  tokenId: null,
};

const OPENS_NOTHING = 'The token gives access to nothing: it has no scope or form that its key may give.';

/** Checks a request before its body is read, so that the bodies of unauthenticated callers are never read. */
export class RequestGuard {
  readonly #callers = new WeakMap<FastifyRequest, Authenticated>();

  constructor(private readonly parts: RequestGuardParts) {}

  /** @throws HttpRefusal if the request is refused */
  async check(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { health, load, authentication, requestRateLimit } = this.parts;
    const { accept, authorization, 'content-type': contentType } = request.headers;
    // Read first: if the connection is reset during the checks, the address is no longer available.
    const address = request.ip;
    health.checkReady();
    load.checkRoom();
    checkAcceptable(accept);
    checkMediaType(contentType);
    const token = authorization === undefined ? null : sha256(authorization);
    const remembered = token === null ? undefined : authentication.remembered(token);
    const authenticated = remembered ?? (await this.#authenticate(request, reply, { address, token }));
    recordOf(request).caller = authenticated.caller.kind;
    await requestRateLimit.count(authenticated);
    this.#callers.set(request, authenticated);
  }

  /** The caller of a request that passed `check`. */
  callerOf(request: FastifyRequest): Authenticated {
    return this.#callers.get(request) ?? unauthenticated;
  }

  /** An attempt to authenticate counts against its address, unless its token opens something. */
  async #authenticate(
    request: FastifyRequest,
    reply: FastifyReply,
    { address, token }: { readonly address: string; readonly token: string | null },
  ): Promise<Authenticated> {
    const attempt = this.parts.requestRateLimit.begin(address, token);
    const authenticated = await this.#verify(request, reply, { attempt, token });
    const { kind } = authenticated.caller;
    recordOf(request).caller = kind;
    if (kind === 'shopper' || kind === 'system') attempt.succeeded();
    else await attempt.failed();
    if (kind === 'unprivileged') throw new HttpRefusal(403, OPENS_NOTHING, 'FORBIDDEN');
    return authenticated;
  }

  async #verify(
    request: FastifyRequest,
    reply: FastifyReply,
    { attempt, token }: { readonly attempt: Attempt; readonly token: string | null },
  ): Promise<Authenticated> {
    try {
      return await this.parts.authentication.verify(request.headers.authorization, token);
    } catch (refusal) {
      const reason = refusal instanceof HttpRefusal ? refusal.reason : undefined;
      if (reason) this.parts.listener.onRefusedToken?.(reason);
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
