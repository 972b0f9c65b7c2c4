import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate, Authenticated } from './access/authentication.js';
import { checkAcceptable, checkMediaType } from './apollo/graphql-request.js';
import type { Health } from './lifecycle/health.js';
import type { Load } from './lifecycle/load.js';
import { recordOf } from './http/request-record.js';
import type { RequestRate } from './access/request-rate-limit.js';

/** What a request has to get past before its body is read: a stranger's is not worth reading. */
export interface Entrance {
  /** @throws HttpRefusal where the request is not let in */
  enter(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Who it was that a request was let in for. */
  whoSent(request: FastifyRequest): Authenticated;
}

export interface EntranceParts {
  readonly health: Health;
  readonly load: Load;
  readonly authenticate: Authenticate;
  readonly requestRate: RequestRate;
}

/** Whoever opens the explorer's page, which asks for nothing. */
const stranger: Authenticated = {
  caller: { kind: 'shopper', scopes: new Set(), checkoutFormTokens: new Set() },
  tokenName: null,
};

export function createEntrance({ health, load, authenticate, requestRate }: EntranceParts): Entrance {
  const senders = new WeakMap<FastifyRequest, Authenticated>();
  return {
    async enter(request, reply) {
      // Of a connection that is reset meanwhile it is not to be had any more.
      const address = request.ip;
      health.checkReady();
      load.checkRoom();
      checkAcceptable(request.headers.accept);
      checkMediaType(request.headers['content-type']);
      const sender = await authenticated(request, reply, address);
      recordOf(request).caller = sender.caller.kind;
      await requestRate.countOf(sender, address);
      senders.set(request, sender);
    },
    whoSent: (request) => senders.get(request) ?? stranger,
  };

  async function authenticated(request: FastifyRequest, reply: FastifyReply, address: string): Promise<Authenticated> {
    try {
      return await authenticate(request.headers.authorization);
    } catch (refusal) {
      await requestRate.countStranger(address);
      // HTTP has every 401 say what would be let in.
      void reply.header('www-authenticate', 'Bearer');
      throw refusal;
    }
  }
}
