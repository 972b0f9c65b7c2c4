import type { FastifyInstance } from 'fastify';

/** The headers of every answer, as helmet sets them: a browser must not run, frame or load anything of an answer. */
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

export function registerSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_, reply, done) => {
    void reply.headers(securityHeaders);
    done();
  });
}

/** For the explorer's page: its HTML has a policy for what it loads, and this header adds the other directives. */
export const EXPLORER_POLICY = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
