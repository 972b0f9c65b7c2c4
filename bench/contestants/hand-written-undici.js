import { Pool } from 'undici';
import { TIMEOUT } from '../hand-written/iyzico.js';
import { startApolloServer } from '../hand-written/server.js';

const pool = new Pool(process.env.IYZICO_BASE_URL, { headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT });

await startApolloServer(() => async (path, { body, headers }) => {
  const answer = await pool.request({ path, method: 'POST', headers, body });
  return answer.body.json();
});
