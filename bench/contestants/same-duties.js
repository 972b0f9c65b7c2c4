import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import helmet from '@fastify/helmet';
import Fastify from 'fastify';
import { pino } from 'pino';
import { register } from 'prom-client';
import { createLoaders } from '../hand-written/loaders.js';
import { typeDefs } from '../hand-written/schema.js';
import { authenticate } from '../same-duties/authentication.js';
import { Iyzico } from '../same-duties/iyzico.js';
import { requestDuration } from '../same-duties/metrics.js';
import { resolvers } from '../same-duties/resolvers.js';

const OPERATION_TIMEOUT = 8000;
const MAX_BODY = 32 * 1024;

const app = Fastify({
  loggerInstance: pino(),
  // One line for each request, instead of two.
  disableRequestLogging: true,
  genReqId: () => randomUUID(),
  bodyLimit: MAX_BODY,
});
await app.register(helmet);
const { plugins, validationRules, ...limits } = new ApolloArmor().protect();
const apollo = new ApolloServer({
  typeDefs,
  resolvers,
  introspection: false,
  ...limits,
  validationRules,
  plugins: [...plugins, ApolloServerPluginLandingPageDisabled(), fastifyApolloDrainPlugin(app), { requestDidStart }],
});
await apollo.start();

async function requestDidStart() {
  return {
    async didEncounterErrors({ contextValue, errors }) {
      contextValue.request.outcome = errors[0].extensions.code;
    },
  };
}

async function createContext(request) {
  const caller = await authenticate(request);
  request.caller = caller.subject;
  const signal = AbortSignal.timeout(OPERATION_TIMEOUT);
  return { request, caller, loaders: createLoaders(new Iyzico({ id: request.id, log: request.log, signal })) };
}

app.decorateRequest('outcome', 'ok');
app.decorateRequest('caller', null);
app.addHook('onResponse', async (request, reply) => {
  const { outcome, caller } = request;
  requestDuration.observe({ outcome }, reply.elapsedTime / 1000);
  request.log.info({ status: reply.statusCode, outcome, caller, milliseconds: reply.elapsedTime }, 'request');
});
app.post('/graphql', fastifyApolloHandler(apollo, { context: createContext }));
app.get('/metrics', async (_, reply) => reply.type(register.contentType).send(await register.metrics()));
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
