import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { readUntil, startedProcesses, urlIn } from '../harness/started-process.js';

// How a process behaves that has few file descriptors, or none left.

const { readBanner, folder, start } = startedProcesses();

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const account = () => ({
  IYZICO_BASE_URL: simulator.url,
  IYZICO_API_KEY: simulator.apiKey,
  IYZICO_SECRET_KEY: simulator.secretKey,
  AUTH: 'none',
});

/** On SIGUSR2 it takes every file descriptor that is left; on the next one it frees them. */
const takeDescriptors = `
  import { closeSync, openSync } from 'node:fs';
  const taken = [];
  process.on('SIGUSR2', () => {
    if (taken.length > 0) {
      for (const descriptor of taken.splice(0)) closeSync(descriptor);
      return void process.stderr.write('descriptors freed\\n');
    }
    try {
      for (;;) taken.push(openSync('/dev/null'));
    } catch {
      process.stderr.write('descriptors taken\\n');
    }
  });
`;

/** Sends a request over the one connection of an agent. */
async function exchange(agent: Agent, url: string, body?: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const sent = request(url, { agent, headers, method: body ? 'POST' : 'GET' }).end(body && JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return text(response);
}

test('a process without a free file descriptor is OVERLOADED, and does not blame iyzico', async () => {
  const path = join(folder(), 'take-descriptors.mjs');
  await writeFile(path, takeDescriptors);
  const server = start(account(), ['--import', path], 256);
  const url = urlIn(await readBanner(server, 'iyzico'));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await exchange(agent, `${url}/healthz`);
  const query = async (index: number) => {
    const document = `{ payment(checkoutFormToken: "card-${index}") { paymentStatus } }`;
    return JSON.parse(await exchange(agent, `${url}/graphql`, { query: document })) as unknown;
  };
  const signalled = async (line: RegExp) => {
    const written = readUntil(server.stderr, line);
    server.kill('SIGUSR2');
    await written;
  };

  await signalled(/descriptors taken/);
  const overloaded = { code: 'OVERLOADED', retryable: true, retryAfter: 1 };
  // More than the failures that open a circuit breaker.
  for (let i = 1; i <= 12; i++) expect(await query(i)).toMatchObject({ errors: [{ extensions: overloaded }] });
  expect(simulator.calls).toHaveLength(0);

  await signalled(/descriptors freed/);
  expect(await query(1)).toMatchObject({ data: { payment: { paymentStatus: 'SUCCESS' } } });
  expect(simulator.calls).toHaveLength(1);
  agent.destroy();
});

describe('400 idle connections to a process with 256 file descriptors', () => {
  test.each([
    ['that sent nothing', ''],
    ['that had an answer', 'GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'],
  ])('%s leave room for 50 queries', async (_what, bytes) => {
    const server = start(account(), [], 256);
    const url = urlIn(await readBanner(server, 'iyzico'));
    const query = async (index: number) => {
      const agent = new Agent();
      const document = `{ payment(checkoutFormToken: "card-${index}") { paymentStatus } }`;
      return JSON.parse(await exchange(agent, `${url}/graphql`, { query: document })) as unknown;
    };
    // 30 of the 50 queries wait for a slot, 500 ms at most, and code that was not compiled yet may take longer.
    for (let i = 0; i < 20; i++) await query(1);
    const sockets: Socket[] = [];
    for (let i = 0; i < 400; i++) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
      sockets.push(socket);
      await once(socket, 'connect');
      if (bytes === '') continue;
      socket.write(bytes);
      await once(socket, 'data');
    }
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => query(index + 1)));
    const good = { data: { payment: { paymentStatus: 'SUCCESS' } } };
    expect(answers).toMatchObject(answers.map(() => good));
    expect(simulator.calls).toHaveLength(20 + 50);
    for (const socket of sockets) socket.destroy();
  });
});
