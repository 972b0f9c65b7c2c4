import { ApolloServer } from '@apollo/server';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { fastify, type FastifyInstance } from 'fastify';
import { createGraphQLHandler } from '../../src/server/apollo/graphql-handler.js';

// Apollo's own tests for an integration with a web framework, run against our GraphQL handler without our policies.
defineIntegrationTestSuite(async (config, { context = () => Promise.resolve({}) } = {}) => {
  const server = new ApolloServer(config);
  const app = fastify({ bodyLimit: 50 * 1024 * 1024 });
  readBodies(app);
  await server.start();
  app.all('/', createGraphQLHandler(server, context));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { server, url, extraCleanup: () => app.close() };
});

/** Fastify parses JSON. Any other body is dropped, so that Apollo Server reports it. */
function readBodies(app: FastifyInstance): void {
  app.addContentTypeParser('*', (_, body, done) => {
    body.resume().once('end', () => {
      done(null);
    });
  });
}
