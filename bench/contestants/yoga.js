import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { Iyzico } from '../hand-written/iyzico.js';
import { createLoaders } from '../hand-written/loaders.js';
import { resolvers } from '../hand-written/resolvers.js';
import { typeDefs } from '../hand-written/schema.js';
import { post } from '../hand-written/undici-post.js';

const iyzico = new Iyzico(post);
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: () => ({ loaders: createLoaders(iyzico) }),
  graphiql: false,
  landingPage: false,
});

createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1');
