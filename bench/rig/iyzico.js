import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { FIRST_PAYMENT_ID, lastCardOf, paymentOf, plainAmount, readForm, SESSIONS, wirePayment } from './payments.js';

export const account = { apiKey: 'sandbox-bench', secretKey: 'sandbox-secret-of-the-bench' };

/** The folder of the paths of the services for sessions. */
export const services = '/v1/pay-with-iyzico/third-party-session/retrieve/';
const TOKEN_SECONDS = 3600;
/** Items of a payment that is found by its id. */
export const ITEMS_OF_DETAIL = 3;

/**
 * Starts an iyzico that answers as fast as it can, in this process. It signs its payments, and does not check the
 * signatures of requests.
 * @returns its `url`; `calls`, the number of calls it received; `delay`, the milliseconds before it answers: set it
 */
export async function startIyzico() {
  const iyzico = { url: '', calls: 0, delay: 0, close: () => closed(server) };
  const payments = createPaymentTexts();
  const answers = {
    [`${services}payment`]: (key) => payment(payments, key),
    [`${services}access-token`]: accessToken,
    [`${services}last-payment-info`]: lastPayment,
    '/payment/detail': (key) => paymentDetail(payments, key),
  };
  const server = createServer(async (request, response) => {
    iyzico.calls += 1;
    let text = '';
    request.setEncoding('utf8');
    for await (const chunk of request) text += chunk;
    const body =
      answers[request.url]?.(JSON.parse(text)) ??
      '{"status":"failure","errorCode":"1","errorMessage":"unknown service"}';
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
function createPaymentTexts() {
  const written = new Map();
  return ({ items, session }) => {
    const key = `${items}-${session}`;
    let text = written.get(key);
    if (text === undefined) {
      text = { ...paymentOf({ items, session }), text: wirePayment({ items, session }) };
      written.set(key, text);
    }
    return text;
  };
}

function payment(payments, { checkoutFormToken, conversationId }) {
  const found = payments(readForm(checkoutFormToken));
  const signature = signatureOf([found.paymentStatus, ...signedValues(found, conversationId), checkoutFormToken]);
  return withOwn(found, { token: checkoutFormToken, conversationId, signature });
}

function paymentDetail(payments, { paymentId, conversationId }) {
  const found = payments({ items: ITEMS_OF_DETAIL, session: Number(paymentId) - FIRST_PAYMENT_ID });
  return withOwn(found, { conversationId, signature: signatureOf(signedValues(found, conversationId)) });
}

function withOwn({ text }, own) {
  return `${JSON.stringify(own).slice(0, -1)},${text}}`;
}

function signedValues({ paymentId, currency, basketId, paidCents, cents }, conversationId = '') {
  return [paymentId, currency, basketId, conversationId, plainAmount(paidCents), plainAmount(cents)];
}

function signatureOf(values) {
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
    paymentId: FIRST_PAYMENT_ID + session,
  });
}

function envelopeOf(conversationId) {
  return { status: 'success', locale: 'tr', systemTime: 1_749_032_413_350, conversationId };
}
