import { Agent } from 'node:http';
import { RESTDataSource } from '@apollo/datasource-rest';
import { TIMEOUT } from '../hand-written/iyzico.js';
import { startApolloServer } from '../hand-written/server.js';

/** Without an agent, the client of RESTDataSource opens a connection for every call. */
const agent = new Agent({ keepAlive: true });

class IyzicoDataSource extends RESTDataSource {
  baseURL = process.env.IYZICO_BASE_URL;
}

await startApolloServer(({ cache }) => {
  const dataSource = new IyzicoDataSource({ cache });
  return (path, { body, headers }) => dataSource.post(path, { body, headers, agent, timeout: TIMEOUT });
});
