import Fastify from 'fastify';
import mercurius from 'mercurius';
import { Iyzico } from '../hand-written/iyzico.js';
import { createLoaders } from '../hand-written/loaders.js';
import { resolvers } from '../hand-written/resolvers.js';
import { typeDefs } from '../hand-written/schema.js';
import { post } from '../hand-written/undici-post.js';

const iyzico = new Iyzico(post);
const app = Fastify();
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  context: () => ({ loaders: createLoaders(iyzico) }),
  jit: 1,
});

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
