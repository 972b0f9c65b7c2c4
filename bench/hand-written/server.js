import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { Iyzico } from './iyzico.js';
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

/** Loaders of one request. iyzico has no service for many keys at once: they only make equal calls once. */
function createLoaders(iyzico) {
  return {
    payment: createLoader((token) => iyzico.payment(token)),
    lastPayment: createLoader(
      (session) => iyzico.lastPayment(session),
      ({ sessionToken }) => sessionToken,
    ),
  };
}

function createLoader(load, cacheKeyFn = (key) => key) {
  return new DataLoader((keys) => Promise.all(keys.map((key) => load(key).catch((error) => error))), { cacheKeyFn });
}
