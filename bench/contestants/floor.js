// The least that any server in Node must do: read a request, sign and send the two calls, and return iyzico's answers.
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { Iyzico } from '../hand-written/iyzico.js';

const pool = new Pool(process.env.IYZICO_BASE_URL);
/** What was received is kept beside its values, so that it is not written anew. */
const bytes = Symbol('bytes');

const iyzico = new Iyzico(async (path, { body, headers }) => {
  const answer = await pool.request({ path, method: 'POST', headers, body });
  const received = Buffer.from(await answer.body.arrayBuffer());
  return Object.assign(JSON.parse(received), { [bytes]: received });
});

createServer(async (request, response) => {
  let query = '';
  request.setEncoding('utf8');
  for await (const chunk of request) query += chunk;
  const { checkoutFormToken } = JSON.parse(query).variables;
  const payment = await iyzico.payment(checkoutFormToken);
  const lastPayment = await iyzico.lastPayment(payment.sessionInfo);
  const parts = [Buffer.from('['), payment[bytes], Buffer.from(','), lastPayment[bytes], Buffer.from(']')];
  response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.concat(parts));
}).listen(Number(process.env.PORT), '127.0.0.1');
