import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Nothing of an answer is to be run, framed or loaded from elsewhere. */
const nothing = ["'none'"];

/** What helmet says with every answer, for those that are given before any hook runs. */
export const securityHeaders = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
} as const;

export async function registerSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: nothing, frameAncestors: nothing, baseUri: nothing, formAction: nothing },
    },
  });
}

/** For the explorer's page, which brings a policy of its own: here stands only what a page cannot say of itself. */
export const EXPLORER_POLICY = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
