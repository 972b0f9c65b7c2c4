import helmet from '@fastify/helmet';
import { fastify, type FastifyInstance } from 'fastify';
import { registerSecurityHeaders } from '../../../src/server/http/security-headers.js';

// helmet sets the headers that are known to protect browsers. This server sets the same ones without it.

const none = ["'none'"];

async function headersOf(register: (app: FastifyInstance) => unknown): Promise<object> {
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
