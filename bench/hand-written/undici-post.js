import { Pool } from 'undici';
import { TIMEOUT } from './iyzico.js';

const pool = new Pool(process.env.IYZICO_BASE_URL, { headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT });

/** Sends calls with undici: see `Iyzico`. */
export async function post(path, { body, headers }) {
  const answer = await pool.request({ path, method: 'POST', headers, body });
  return answer.body.json();
}
