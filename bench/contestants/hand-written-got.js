import got from 'got';
import { Agent } from 'node:http';
import { TIMEOUT } from '../hand-written/iyzico.js';
import { startApolloServer } from '../hand-written/server.js';

const client = got.extend({
  prefixUrl: process.env.IYZICO_BASE_URL,
  agent: { http: new Agent({ keepAlive: true }) },
  timeout: { request: TIMEOUT },
  retry: { limit: 0 },
});

await startApolloServer(
  () =>
    (path, { body, headers }) =>
      client.post(path.slice(1), { body, headers }).json(),
);
