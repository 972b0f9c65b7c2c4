import { ApolloServer } from '@apollo/server';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { fastify, type FastifyInstance } from 'fastify';
import { createGraphQLHandler } from '../../src/server/apollo/graphql-handler.js';

// What Apollo asks of every joint between a framework and its server, held to ours before any policy of this server's.
defineIntegrationTestSuite(async (config, { context = () => Promise.resolve({}) } = {}) => {
  const server = new ApolloServer(config);
  const app = fastify({ bodyLimit: 50 * 1024 * 1024 });
  readBodies(app);
  await server.start();
  app.all('/', createGraphQLHandler(server, context));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { server, url, extraCleanup: () => app.close() };
});

/** JSON is read; of any other body it is for Apollo Server to say that it is none. */
function readBodies(app: FastifyInstance): void {
  app.addContentTypeParser('*', (_, body, done) => {
    body.resume().once('end', () => {
      done(null);
    });
  });
}
