import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { HttpSender, Outgoing } from '../../../src/iyzico/wire/http.js';
import { createHttpSender } from '../../../src/iyzico/wire/transport.js';
import { badCertificates, describeWithCertificates, useCertificates } from '../../harness/certificates.js';
import {
  answerOf,
  beginningOf,
  hang,
  reset,
  startRawServer,
  type RawAnswer,
  type RawServer,
} from '../../harness/raw-server.js';
import { outcomeOf } from '../../harness/test-client.js';
import { transport } from '../../harness/transport.js';

// A call that may not be repeated depends on this: whether iyzico may have received a request that got no answer.

/** Long enough for a connection and its TLS handshake on a busy machine. */
const SHORT_TIMEOUT_MS = 600;

const request: Outgoing = {
  service: 'invalidate-session',
  path: '/v1/invalidate',
  headers: {},
  body: '{"sessionToken": "a"}',
  timeout: 3000,
  signal: new AbortController().signal,
};

/** Every way in which a request that was sent gets no whole answer. */
const lostAnswers = [
  ['is reset', reset, 'unreachable'],
  ['ends within the answer', beginningOf('{"status": "succ', 'end'), 'unreachable'],
  ['stops within the answer', beginningOf('{"status": "succ', 'hang'), 'timeout'],
  ['stays without an answer', hang, 'timeout'],
] as const;

interface LostRequest {
  readonly lost: RawAnswer;
  readonly reason: string;
  readonly earlier: number;
}

const senders: HttpSender[] = [];
afterEach(() => {
  for (const sender of senders.splice(0)) sender.close();
});

function connect(baseUrl: string): HttpSender {
  const sender = createHttpSender(baseUrl, { transport });
  senders.push(sender);
  return sender;
}

const send = (baseUrl: string, timeout = request.timeout) => outcomeOf(connect(baseUrl).send({ ...request, timeout }));

/** The error of a request that iyzico certainly did not receive. */
const unsent = (reason: string, isLasting = false) => ({
  name: 'IyzicoUnavailable',
  reason,
  neverSent: true,
  isLasting,
});
/** The error of a request that iyzico may have received. */
const maybeSent = (reason: string) => ({ name: 'IyzicoUnavailable', reason, neverSent: false, isLasting: false });

describe('a request was never sent', () => {
  test('where the host refuses the connection', async () => {
    const server = await startRawServer();
    await server.close();
    expect(await send(server.url)).toMatchObject({ ...unsent('unreachable'), detail: 'ECONNREFUSED' });
  });

  test("where the host's name cannot be resolved", async () => {
    expect(await send('http://iyzico.invalid')).toMatchObject(unsent('unreachable'));
  });

  test('where the host does not speak TLS', async () => {
    const server = await startRawServer();
    expect(await send(server.url.replace('http:', 'https:'))).toMatchObject(unsent('unreachable'));
    expect([server.connections, server.requests.length]).toEqual([1, 0]);
    await server.close();
  });

  test.each([
    ['resets the connection', 'unreachable', (socket: Socket) => socket.resetAndDestroy()],
    ['closes the connection', 'unreachable', (socket: Socket) => socket.end()],
    ['never answers', 'timeout', () => undefined],
  ])('where the host %s in the TLS handshake: %s', async (_how, reason, handshake) => {
    const host = await startHost(handshake);
    expect(await send(host.url, timeoutOf(reason))).toMatchObject(unsent(reason));
    expect(host.connections).toBe(1);
    await host.close();
  });

  describeWithCertificates('over TLS', () => {
    const identityOf = useCertificates();

    test.each(badCertificates)("where the host's certificate %s, which lasts", async (_what, name, code) => {
      const server = await startRawServer(identityOf(name));
      expect(await send(server.url)).toMatchObject({ ...unsent('unreachable', true), detail: code });
      expect([server.connections, server.requests.length]).toEqual([1, 0]);
      await server.close();
    });
  });
});

describe('a request may have been sent', () => {
  describe.each(lostAnswers)('where the connection %s', (_how, lost, reason) => {
    test('which is new', async () => {
      const server = await startRawServer();
      await expectMaybeSent(server, { lost, reason, earlier: 0 });
      await server.close();
    });

    test('which was used before', async () => {
      const server = await startRawServer();
      await expectMaybeSent(server, { lost, reason, earlier: 1 });
      await server.close();
    });
  });

  describeWithCertificates('over TLS', () => {
    const identityOf = useCertificates();

    describe.each(lostAnswers)('where the connection %s', (_how, lost, reason) => {
      test('which is new', async () => {
        const server = await startRawServer(identityOf('good'));
        await expectMaybeSent(server, { lost, reason, earlier: 0 });
        await server.close();
      });

      test('which was used before', async () => {
        const server = await startRawServer(identityOf('good'));
        await expectMaybeSent(server, { lost, reason, earlier: 1 });
        await server.close();
      });
    });
  });
});

/** A call that is to time out does so soon. */
function timeoutOf(reason: string): number {
  return reason === 'timeout' ? SHORT_TIMEOUT_MS : request.timeout;
}

/** Sends a request whose answer is lost, over a connection that carried `earlier` requests before. */
async function expectMaybeSent(server: RawServer, { lost, reason, earlier }: LostRequest): Promise<void> {
  const sender = connect(server.url);
  server.answerWith(answerOf('{}'));
  for (let i = 0; i < earlier; i++) await sender.send(request);
  server.answerWith(lost);
  const outcome = await outcomeOf(sender.send({ ...request, timeout: timeoutOf(reason) }));
  expect(outcome).toMatchObject(maybeSent(reason));
  expect([server.connections, server.requests.length]).toEqual([1, earlier + 1]);
}

/** A host that accepts connections, and speaks no TLS over them. */
async function startHost(handshake: (socket: Socket) => unknown) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    // The client's first bytes begin the handshake.
    socket.once('data', () => handshake(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return sockets.length;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(resolve);
      }),
  };
}
