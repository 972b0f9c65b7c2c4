import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { goodData, goodQuery, readReplies, textOf } from '../harness/http-exchange.js';
import { startedProcesses, urlIn } from '../harness/started-process.js';

// A process that was paused, as a suspended machine pauses it, for longer than a request may take.

const { readBanner, start } = startedProcesses();
const PAUSE_MS = 4500;

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const body = JSON.stringify(goodQuery);
const head = [
  'POST /graphql HTTP/1.1',
  'host: 127.0.0.1',
  'connection: close',
  'content-type: application/json',
  `content-length: ${Buffer.byteLength(body)}`,
].join('\r\n');

async function run() {
  const account = { IYZICO_BASE_URL: simulator.url, IYZICO_API_KEY: simulator.apiKey };
  const server = start({ ...account, IYZICO_SECRET_KEY: simulator.secretKey, AUTH: 'none' });
  const { port } = new URL(urlIn(await readBanner(server, 'iyzico')));
  const open = async (bytes: string): Promise<Socket> => {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytes);
    return socket;
  };
  return { server, open };
}

test('requests that were sent while a process was paused are answered, and unfinished ones may be retried', async () => {
  const { server, open } = await run();
  const [whole, half, unfinished] = [await open(''), await open(`${head}\r\n`), await open(`${head}\r\n`)];
  // Connections are accepted in order: after this answer, the others have been accepted.
  expect(
    readReplies(await textOf(await open('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n'))),
  ).toHaveLength(1);
  server.kill('SIGSTOP');
  whole.write(`${head}\r\n\r\n${body}`);
  half.write(`\r\n${body}`);
  await passed(PAUSE_MS);
  server.kill('SIGCONT');

  const replies = await Promise.all([whole, half, unfinished].map(textOf));
  const [toWhole, toHalf, toUnfinished] = replies.map((text) => readReplies(text)[0]);
  expect([toWhole, toHalf]).toMatchObject([{ status: 200, data: goodData }, { data: goodData }]);
  expect(toUnfinished).toMatchObject({
    status: 503,
    errors: [{ extensions: { code: 'OVERLOADED', retryable: true, retryAfter: 1 } }],
  });
  expect(toUnfinished?.headers.get('retry-after')).toBe('1');
  expect(simulator.calls.length).toBeGreaterThanOrEqual(1);
}, 20_000);

test('a client that sends too slowly is refused as before, once the pause is over', async () => {
  const { server, open } = await run();
  server.kill('SIGSTOP');
  await passed(1000);
  server.kill('SIGCONT');
  const slow = await open(head);
  expect(readReplies(await textOf(slow))).toMatchObject([{ status: expect.any(Number) as number }]);
  const slower = await open(head);
  expect(readReplies(await textOf(slower))).toMatchObject([{ status: 408 }]);
  expect(simulator.calls).toHaveLength(0);
}, 20_000);
