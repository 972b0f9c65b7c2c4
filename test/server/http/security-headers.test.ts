import helmet from '@fastify/helmet';
import { fastify } from 'fastify';
import { EXPLORER_POLICY, registerSecurityHeaders } from '../../../src/server/http/security-headers.js';

// helmet sets the headers that are known to protect browsers. This server sets the same ones without it.

const none = ["'none'"];

async function headersOf(register: (app: ReturnType<typeof fastify>) => unknown): Promise<object> {
  const app = fastify();
  await register(app);
  app.get('/', () => 'an answer');
  const { headers } = await app.inject('/');
  await app.close();
  return { ...headers, date: '' };
}

test('the headers of every answer are those of helmet', async () => {
  const directives = { defaultSrc: none, frameAncestors: none, baseUri: none, formAction: none };
  const expected = await headersOf((app) =>
    app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives } }),
  );
  expect(await headersOf(registerSecurityHeaders)).toEqual(expected);
});

test("the explorer's policy is one of helmet too", async () => {
  const { contentSecurityPolicy } = helmet;
  const policy = await headersOf((app) =>
    app.addHook('onRequest', (request, reply, done) => {
      const directives = { defaultSrc: contentSecurityPolicy.dangerouslyDisableDefaultSrc };
      contentSecurityPolicy({
        useDefaults: false,
        directives: { ...directives, frameAncestors: none, baseUri: none, formAction: none },
      })(request.raw, reply.raw, done);
    }),
  );
  expect(policy).toMatchObject({ 'content-security-policy': EXPLORER_POLICY.replaceAll('; ', ';') });
});
