import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { lastCardOf, paymentOf, plainAmount, readForm, SESSIONS, wirePayment } from './payments.js';

export const account = { apiKey: 'sandbox-bench', secretKey: 'sandbox-secret-of-the-bench' };

const services = '/v1/pay-with-iyzico/third-party-session/retrieve/';
const TOKEN_SECONDS = 3600;

/**
 * Starts an iyzico that answers as fast as it can, in this process. It signs its payments, and does not check the
 * signatures of requests.
 * @returns its `url`; `calls`, the number of calls it received; `delay`, the milliseconds before it answers: set it
 */
export async function startIyzico() {
  const iyzico = { url: '', calls: 0, delay: 0, close: () => closed(server) };
  const answers = { payment: createPaymentAnswer(), 'access-token': accessToken, 'last-payment-info': lastPayment };
  const server = createServer(async (request, response) => {
    iyzico.calls += 1;
    let text = '';
    request.setEncoding('utf8');
    for await (const chunk of request) text += chunk;
    const answer = request.url.startsWith(services) ? answers[request.url.slice(services.length)] : undefined;
    const body = answer?.(JSON.parse(text)) ?? '{"status":"failure","errorCode":"1","errorMessage":"unknown service"}';
    const send = () => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      response.writeHead(200, headers).end(body);
    };
    if (iyzico.delay > 0) setTimeout(send, iyzico.delay);
    else send();
  });
  // A connection that is closed while a server reuses it would be a failure of the benchmark's own.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  iyzico.url = `http://127.0.0.1:${server.address().port}`;
  return iyzico;
}

async function closed(server) {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

/** Payments are written once: their texts are the largest part of this process's work. */
function createPaymentAnswer() {
  const written = new Map();
  return ({ checkoutFormToken, conversationId }) => {
    const { items, session } = readForm(checkoutFormToken);
    const key = `${items}-${session}`;
    let payment = written.get(key);
    if (payment === undefined) {
      payment = { ...paymentOf({ items, session }), text: wirePayment({ items, session }) };
      written.set(key, payment);
    }
    const signature = signatureOf(payment, { checkoutFormToken, conversationId });
    const own = JSON.stringify({ token: checkoutFormToken, conversationId, signature });
    return `${own.slice(0, -1)},${payment.text}}`;
  };
}

function signatureOf(payment, { checkoutFormToken, conversationId }) {
  const { paymentStatus, paymentId, currency, basketId, paidCents, cents } = payment;
  const amounts = [plainAmount(paidCents), plainAmount(cents)];
  const values = [paymentStatus, paymentId, currency, basketId, conversationId ?? '', ...amounts, checkoutFormToken];
  return createHmac('sha256', account.secretKey).update(values.join(':')).digest('hex');
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function accessToken({ conversationId }) {
  const exp = Math.floor(Date.now() / 1000) + TOKEN_SECONDS;
  return JSON.stringify({
    ...envelopeOf(conversationId),
    accessToken: `${encoded({ alg: 'none' })}.${encoded({ exp })}.x`,
  });
}

function lastPayment({ sessionToken, conversationId }) {
  const session = Number(sessionToken.split('-')[1]);
  return JSON.stringify({
    ...envelopeOf(conversationId),
    card: lastCardOf(session),
    paymentType: 'CARD_PAYMENT',
    sessionToken,
    token: `form-of-the-last-payment-${session % SESSIONS}`,
    paymentId: 24_259_000 + session,
  });
}

function envelopeOf(conversationId) {
  return { status: 'success', locale: 'tr', systemTime: 1_749_032_413_350, conversationId };
}
