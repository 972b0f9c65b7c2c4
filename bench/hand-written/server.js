import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Iyzico } from './iyzico.js';
import { createLoaders } from './loaders.js';
import { resolvers } from './resolvers.js';
import { typeDefs } from './schema.js';

/**
 * Starts an Apollo Server as its documentation shows.
 * @param createPost makes the HTTP client of one request: see `Iyzico`
 */
export async function startApolloServer(createPost) {
  const server = new ApolloServer({ typeDefs, resolvers });
  await startStandaloneServer(server, {
    listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
    context: async () => ({ loaders: createLoaders(new Iyzico(createPost(server))) }),
  });
}
