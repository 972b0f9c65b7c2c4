import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { sendMany, createClient, tally } from './client.js';
import { startServer } from './processes.js';

const MIB = 1024 * 1024;
/** The size of an answer that is too large, in pieces of 1 MiB. */
const PIECES = 300;
const ANSWERS = 50;
/** Concurrent answers: as many as the bulkhead of a service allows. */
const AT_ONCE = 20;
/** Ordinary answers before the large ones. */
const BEFORE = 300;
const MOST_MORE = 30;

const query =
  'query ($name: String!) { payment(checkoutFormToken: "e54b957b-a153-410c-8761-79c9bd4ff44f", conversationId: $name) { id itemTransactions { id price } } }';
const sample = readFileSync(new URL('../../samples/retrieve-payment.success.json', import.meta.url), 'utf8');
const zipped = { 'content-encoding': 'gzip' };

const cases = [
  { kind: `answers of ${PIECES} MiB`, outcome: 'IYZICO_BAD_RESPONSE', answer: repeat(Buffer.alloc(MIB, ' ')) },
  {
    kind: `gzip bombs of ${PIECES} MiB`,
    outcome: 'IYZICO_BAD_RESPONSE',
    answer: repeat(gzipSync(Buffer.alloc(MIB, ' ')), zipped),
  },
  { kind: 'payments of 1 MiB, which are read', outcome: 'OK', answer: answerOf(gzipSync(manyItems()), zipped) },
];

/** How much memory stays in use after answers that are too large, or almost too large. */
export async function measureBigAnswers() {
  const rows = [];
  for (const big of cases) rows.push(...(await rowsOf(big)));
  return {
    title: 'Large answers',
    done: `A process that has read ${BEFORE} ordinary answers reads ${ANSWERS} large ones, one after the other; then ${ANSWERS} more, ${AT_ONCE} at a time; then the same again. The figures are the additional memory since before the first large answer, after garbage collection. Held memory is in use; resident memory belongs to the process.`,
    rows,
    reading:
      'The server aborts an answer at its first byte above 1 MiB, counted after decompression. The answer costs the memory that was read by then, and nothing of it is held. The resident memory that remains is free space of the allocator and the garbage collector, where large buffers were. The allocator may return it to the system or reuse it for later answers.',
  };
}

async function rowsOf({ kind, outcome, answer }) {
  const iyzico = await startIyzico();
  const probe = new URL('memory-probe.js', import.meta.url).href;
  const server = await startServer(iyzico, {}, { nodeOptions: ['--expose-gc', '--import', probe] });
  const client = createClient(server.url);
  const memoryAfter = async (atOnce) => {
    await expectAll(outcome, sendMany(client, { query, count: ANSWERS, atOnce }));
    const peak = await queryProbe(server, 'peak');
    return { ...(await queryProbe(server, 'settle')), peak };
  };

  await expectAll('OK', sendMany(client, { query, count: BEFORE, atOnce: AT_ONCE }));
  const before = await queryProbe(server, 'settle');
  iyzico.answer = answer;
  const single = await memoryAfter(1);
  const crowd = await memoryAfter(AT_ONCE);
  const again = await memoryAfter(AT_ONCE);
  client.close();
  await server.kill();
  iyzico.close();

  const rowOf = (what, after) => {
    const [held, resident, peak] = [after.held - before.held, after.rss - before.rss, after.peak - before.rss];
    const figure = `held ${megabytes(held)}, resident ${megabytes(resident)} (${megabytes(peak)} at the peak)`;
    return { what, figure, limit: `held: under ${MOST_MORE} MB`, holds: held < MOST_MORE * 1e6 };
  };
  return [
    rowOf(`${ANSWERS} ${kind}`, single),
    rowOf(`${ANSWERS} more, ${AT_ONCE} at a time`, crowd),
    rowOf('The same again', again),
  ];
}

/** A simulated iyzico that gives every caller the same answer. */
async function startIyzico() {
  const server = createServer((request, response) => {
    request.resume().once('end', () => iyzico.answer(response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const iyzico = {
    url: `http://127.0.0.1:${server.address().port}`,
    apiKey: 'sandbox-key',
    secretKey: 'sandbox-secret',
    answer: answerOf(sample),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return iyzico;
}

function answerOf(body, headers = {}) {
  return (response) => response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
}

/** One piece after the other, without a content-length. */
function repeat(piece, headers = {}) {
  return (response) => {
    response.writeHead(200, headers);
    pipeline(Readable.from(Array.from({ length: PIECES }, () => piece)), response, () => undefined);
  };
}

/** The sample's payment with as many items as 1 MiB holds. */
function manyItems() {
  const [, opening, item, end] = /^([^]*"itemTransactions": \[)\s*(\{[^]*\})(\s*\][^\]]*)$/.exec(sample);
  const count = Math.floor((MIB - opening.length - end.length) / (item.length + 1));
  return `${opening}${Array.from({ length: count }, () => item).join(',')}${end}`;
}

async function queryProbe({ child }, message) {
  const answer = once(child, 'message');
  child.send(message);
  return (await answer)[0];
}

async function expectAll(outcome, sending) {
  const counts = tally(await sending);
  if (Object.keys(counts).join() !== outcome)
    throw new Error(`Not every answer was ${outcome}: ${JSON.stringify(counts)}`);
}

function megabytes(bytes) {
  return `${bytes < 0 ? '−' : '+'}${Math.abs(bytes / 1e6).toFixed(1)} MB`;
}
