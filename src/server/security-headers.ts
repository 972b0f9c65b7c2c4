import helmet from '@fastify/helmet';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';

/** Nothing of an answer is to be run, framed or loaded from elsewhere. */
const nothing = ["'none'"];

export async function registerSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: nothing, frameAncestors: nothing, baseUri: nothing, formAction: nothing },
    },
  });
}

/** For the explorer's page, which brings a policy of its own: here stands only what a page cannot say of itself. */
export const explorerPage: Pick<RouteShorthandOptions, 'helmet'> = { helmet: { contentSecurityPolicy: false } };
export const EXPLORER_POLICY = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
