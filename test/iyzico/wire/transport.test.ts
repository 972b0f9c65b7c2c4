import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { IyzicoUnavailable } from '../../../src/iyzico/wire/errors.js';
import type { Incoming, Outgoing } from '../../../src/iyzico/wire/http.js';
import { createHttpSender, transports, type Transport } from '../../../src/iyzico/wire/transport.js';
import { onceAConnection, answerOf, startRawServer, type RawAnswer, type RawServer } from '../../harness/raw-server.js';
import { outcomeOf } from '../../harness/test-client.js';

// Whatever a host sends, and in whatever pieces, both libraries give the same answer or the same failure.

const request: Outgoing = {
  service: 'invalidate-session',
  path: '/v1/invalidate',
  headers: {},
  body: '{"sessionToken": "a"}',
  timeout: 1500,
  signal: new AbortController().signal,
};

const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts);
const body = '{"status":"success"}';
const chunked = `5\r\n{"sta\r\nf\r\ntus":"success"}\r\n0\r\n`;

const statusLine = fc.oneof(
  { weight: 6, arbitrary: fc.constant('HTTP/1.1 200 OK') },
  oneOf('HTTP/1.0 200 OK', 'HTTP/1.1 204 No Content', 'HTTP/1.1 302 Found', 'HTTP/1.1 500 Error', 'HTTP/1.1 304 Same'),
  oneOf(
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket',
    'HTTP/2 200',
    'HTTP/1.1 2x0 OK',
    'HTTP/1.1',
    'ICY 200 OK',
    '',
  ),
);
const header = oneOf(
  `content-length: ${body.length}`,
  'content-length: 5',
  'content-length: 99',
  'content-length: 99999999',
  'content-length: many',
  'transfer-encoding: chunked',
  'connection: close',
  'connection: keep-alive',
  'connection: upgrade\r\nupgrade: websocket',
  'keep-alive: timeout=5',
  'retry-after: 7',
  'location: http://127.0.0.1:1/',
  'content-encoding: identity',
  'trailer: x-sum',
  'no header',
  'a b: c',
  ': empty',
  `x-long: ${'x'.repeat(20_000)}`,
);
const informational = oneOf('', '', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', 'HTTP/1.1 102 Wait\r\n\r\n');
const content = oneOf(
  body,
  body,
  body.slice(0, 9),
  '',
  `${chunked}\r\n`,
  `${chunked}x-sum: 1\r\n\r\n`,
  'zz\r\n{}\r\n0\r\n\r\n',
);

/** The bytes of an answer, valid or not. */
const answer = fc
  .tuple(informational, statusLine, fc.array(header, { maxLength: 3 }), content)
  .map(([first, status, headers, last]) => `${first}${[status, ...headers].join('\r\n')}\r\n\r\n${last}`);

interface Behaviour {
  readonly bytes: string;
  /** How many percent of the bytes are sent. */
  readonly sent: number;
  /** After how many percent of these the rest comes in a second piece. */
  readonly cut: number;
  readonly end: 'end' | 'reset' | 'hang';
  /** Whether the connection has carried a request before. */
  readonly isOnReuse: boolean;
}

const percent = fc.integer({ min: 0, max: 100 });
const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  bytes: answer,
  sent: fc.oneof({ weight: 3, arbitrary: fc.constant(100) }, percent),
  cut: percent,
  end: fc.constantFrom('end', 'reset', 'hang'),
  isOnReuse: fc.boolean(),
});

function answerBy({ bytes, sent, cut, end, isOnReuse }: Behaviour): RawAnswer {
  const all = bytes.slice(0, Math.ceil((bytes.length * sent) / 100));
  const at = Math.ceil((all.length * cut) / 100);
  const send: RawAnswer = ({ socket }) => {
    socket?.setNoDelay(true).write(all.slice(0, at));
    setTimeout(() => {
      socket?.write(all.slice(at));
      if (end === 'end') socket?.end();
      if (end === 'reset') socket?.resetAndDestroy();
    }, 10);
  };
  return isOnReuse ? onceAConnection(answerOf('{}'), send) : send;
}

let server: RawServer;
beforeEach(async () => {
  server = await startRawServer();
});
afterEach(() => server.close());

async function outcomeBy(transport: Transport, { isOnReuse }: Behaviour, path: string): Promise<Outcome> {
  const sender = createHttpSender(server.url, { transport });
  if (isOnReuse) await sender.send({ ...request, path });
  const outcome = await outcomeOf(sender.send({ ...request, path }));
  sender.close();
  return factsOf(outcome);
}

type Outcome = Readonly<Record<string, unknown>>;

function factsOf(outcome: unknown): Outcome {
  if (outcome instanceof IyzicoUnavailable) {
    const { reason, detail, neverSent, isLasting, isStaleConnection } = outcome;
    // undici does not name the rule of HTTP that an answer breaks.
    return { reason, detail: detail.replace(/^HPE_.*/, 'HPE'), neverSent, isLasting, isStaleConnection };
  }
  const { httpStatus, retryAfter, body: read } = outcome as Incoming;
  return { httpStatus, retryAfter, body: Buffer.from(read).toString() };
}

/** Whether DECISIONS.md names this difference. */
function isDocumented({ bytes, end }: Behaviour, got: Outcome, undici: Outcome): boolean {
  const bytesFollow = got.detail === 'HPE' && 'httpStatus' in undici;
  if (/connection: close|HTTP\/1\.0/.test(bytes) && bytesFollow) return true;
  // A reset can overtake the bytes that were sent before it, whatever the library.
  if (end === 'reset' && [got.detail, undici.detail].includes('ECONNRESET')) return true;
  return /^HTTP\/1\.1 304 /m.test(bytes) && bytes.includes('content-length');
}

test('got and undici make the same of any answer, except where DECISIONS.md names a difference', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(behaviour, { minLength: 15, maxLength: 15 }), async (behaviours) => {
      const answers = behaviours.map(answerBy);
      server.answerWith((response) => answers[Number(response.req.url?.slice(1))]?.(response));
      const differences = await Promise.all(
        behaviours.map(async (each, index) => {
          const senders = transports.map((transport) => outcomeBy(transport, each, `/${index}`));
          const [got = {}, undici = {}] = await Promise.all(senders);
          return isDeepStrictEqual(got, undici) || isDocumented(each, got, undici) ? [] : [{ ...each, got, undici }];
        }),
      );
      expect(differences.flat()).toEqual([]);
    }),
    { numRuns: 8, endOnFailure: true },
  );
}, 60_000);

test("a sender by undici leaves the dispatcher of Node's own fetch as it is", async () => {
  server.answerWith(answerOf('{}'));
  const sender = createHttpSender(server.url, { transport: 'undici' });
  await sender.send(request);
  const dispatchers = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`));
  expect(dispatchers.filter((name) => name in globalThis)).toEqual([]);
  sender.close();
});
