import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { type Fault, type Simulator, type SimulatorService, startSimulator } from '../../src/simulator/index.js';
import { authorize, call, hmac, paths, readReply, type Reply, request, until } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

async function retrieve(fault: Fault): Promise<Reply> {
  return readReply(await request(simulator, 'retrieve-payment', { body: bodyFor(fault) }));
}

const bodyFor = (fault: Fault): string => JSON.stringify({ checkoutFormToken: `fault-${fault}` });

/** Sends the request without `fetch`, which hides how a connection ends. */
function sendRaw(fault: Fault): ClientRequest {
  const [path, body] = [paths['retrieve-payment'], bodyFor(fault)];
  const headers = authorize({ ...simulator, randomKey: 'r', path, body });
  return httpRequest(simulator.url + path, { method: 'POST', headers, agent: false }).end(body);
}

/** Resolves as soon as the headers of the answer have arrived. */
async function headersOf(fault: Fault): Promise<IncomingMessage> {
  const request = sendRaw(fault);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  // Later errors of the connection are also emitted by the response.
  request.on('error', () => undefined);
  return response;
}

describe('a requested fault', () => {
  test('slow delays the sample payment, under the requested key', async () => {
    const { json, status } = await retrieve('slow');
    expect(status).toBe(200);
    expect(json).toMatchObject({ token: 'fault-slow', paymentId: '24259238', status: 'success' });
    expect(json.signature).toBe(hmac(simulator.secretKey, 'SUCCESS:24259238:TRY:B67832::1:1:fault-slow'));
  });

  test('garbage has the content type of JSON and is not JSON', async () => {
    const { headers, text } = await retrieve('garbage');
    expect(headers.get('content-type')).toBe('application/json');
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  test.each([
    ['html', 200],
    ['bad-gateway', 502],
  ] as const)('%s is an HTML page with HTTP %i', async (fault, status) => {
    const reply = await retrieve(fault);
    expect(reply).toMatchObject({ status, text: expect.stringMatching(/^<!doctype html>/) as string });
    expect(reply.headers.get('content-type')).toBe('text/html');
  });

  test.each([
    ['empty', 200],
    ['no-content', 204],
  ] as const)('%s is an empty body with HTTP %i', async (fault, status) => {
    expect(await retrieve(fault)).toMatchObject({ status, text: '' });
  });

  test('redirect points to the same path', async () => {
    const { status, headers } = await retrieve('redirect');
    expect([status, headers.get('location')]).toEqual([307, paths['retrieve-payment']]);
  });

  test('oversized is the whole answer, padded to two mebibytes', async () => {
    const { text, json } = await retrieve('oversized');
    expect(text).toHaveLength(2 * 1_048_576);
    expect(json).toMatchObject({ status: 'success', token: 'fault-oversized' });
  });

  test('cut-off closes the connection before the announced length', async () => {
    const response = await headersOf('cut-off');
    const bytes: Buffer[] = [];
    response.on('data', (chunk: Buffer) => bytes.push(chunk));
    const [error] = (await once(response, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    const length = Buffer.concat(bytes).length;
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(Number(response.headers['content-length']));
  });

  test('stall sends half of the answer, and drip sends single bytes', async () => {
    for (const fault of ['stall', 'drip'] as const) {
      const response = await headersOf(fault);
      const [chunk] = (await once(response, 'data')) as [Buffer];
      const announced = Number(response.headers['content-length']);
      expect(chunk).toHaveLength(fault === 'drip' ? 1 : announced >> 1);
      response.destroy();
    }
  });

  test('reset-midway resets the connection after the headers', async () => {
    const response = await headersOf('reset-midway');
    const [error] = (await once(response.resume(), 'error')) as [NodeJS.ErrnoException];
    expect([response.statusCode, error.code]).toEqual([200, 'ECONNRESET']);
  });

  test('half-head stops within the HTTP head', async () => {
    const { port } = new URL(simulator.url);
    const [path, body] = [paths['retrieve-payment'], bodyFor('half-head')];
    const headers = { ...authorize({ ...simulator, randomKey: 'r', path, body }), 'content-length': body.length };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}\r\n${body}`);
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    expect(bytes.toString()).toBe('HTTP/1.1 200 OK\r\ncontent-ty');
    socket.destroy();
  });

  test('bad-gzip sends the answer uncompressed', async () => {
    const response = await headersOf('bad-gzip');
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(await text(response))).toMatchObject({ status: 'success', token: 'fault-bad-gzip' });
  });

  test('gzip-bomb decompresses from less than one mebibyte to 300', async () => {
    const response = await headersOf('gzip-bomb');
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(Number(response.headers['content-length'])).toBeLessThan(1_048_576);
    let decompressed = 0;
    for await (const chunk of response.pipe(createGunzip()) as AsyncIterable<Buffer>) decompressed += chunk.length;
    expect(decompressed).toBe(300 * 1_048_576);
  });

  test('reset resets the connection before any answer', async () => {
    const [error] = (await once(sendRaw('reset'), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  test('hang keeps the call open until the simulator closes', async () => {
    const unanswered = sendRaw('hang');
    await until(() => simulator.calls.length === 1);
    const ended = once(unanswered, 'error');
    await simulator.close();
    expect(await ended).toMatchObject([{ code: 'ECONNRESET' }]);
  });

  const session = { memberIdentifier: 'f1409923-57cb-468f-8df2-704ea02075e3' };
  test.each<[SimulatorService, object]>([
    ['retrieve-session', { checkoutFormToken: 'fault-html', paymentId: '24259238' }],
    ['retrieve-session', { checkoutFormToken: 'card-1', paymentId: 'fault-html' }],
    ['payment-detail', { paymentId: 'fault-html' }],
    ['payment-detail', { paymentConversationId: 'fault-html' }],
    ['retrieve-access-token', { ...session, sessionToken: 'fault-html' }],
    ['last-payment-info', { ...session, sessionToken: 'fault-html' }],
    ['invalidate-session', { ...session, sessionToken: 'fault-html' }],
  ])('applies to %s with %j', async (service, fields) => {
    expect((await call(simulator, service, fields)).text).toMatch(/^<!doctype html>/);
  });
});

test('an operation is performed even if its answer is lost', async () => {
  const session = { sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' };
  simulator.answerNext('invalidate-session', { fault: 'reset' });
  await expect(call(simulator, 'invalidate-session', session)).rejects.toThrow();
  expect((await call(simulator, 'invalidate-session', session)).json).toMatchObject({ errorCode: '260030' });
});
