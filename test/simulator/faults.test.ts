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

/** Closer to the wire than fetch: the request, and its answer as soon as it has begun. */
function open(fault: Fault): ClientRequest {
  const [path, body] = [paths['retrieve-payment'], bodyFor(fault)];
  const headers = authorize({ ...simulator, randomKey: 'r', path, body });
  return httpRequest(simulator.url + path, { method: 'POST', headers, agent: false }).end(body);
}

async function begun(fault: Fault): Promise<IncomingMessage> {
  const request = open(fault);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  // What befalls the connection from now on is told by the response.
  request.on('error', () => undefined);
  return response;
}

describe('on request', () => {
  test('a slow answer is the sample payment, under the key that was asked for', async () => {
    const { json, status } = await retrieve('slow');
    expect(status).toBe(200);
    expect(json).toMatchObject({ token: 'fault-slow', paymentId: '24259238', status: 'success' });
    expect(json.signature).toBe(hmac(simulator.secretKey, 'SUCCESS:24259238:TRY:B67832::1:1:fault-slow'));
  });

  test('garbage calls itself JSON and is not', async () => {
    const { headers, text } = await retrieve('garbage');
    expect(headers.get('content-type')).toBe('application/json');
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  test.each([
    ['html', 200],
    ['bad-gateway', 502],
  ] as const)('%s is an HTML page under HTTP %i', async (fault, status) => {
    const reply = await retrieve(fault);
    expect(reply).toMatchObject({ status, text: expect.stringMatching(/^<!doctype html>/) as string });
    expect(reply.headers.get('content-type')).toBe('text/html');
  });

  test.each([
    ['empty', 200],
    ['no-content', 204],
  ] as const)('%s is not a byte under HTTP %i', async (fault, status) => {
    expect(await retrieve(fault)).toMatchObject({ status, text: '' });
  });

  test('a redirect leads to where it came from', async () => {
    const { status, headers } = await retrieve('redirect');
    expect([status, headers.get('location')]).toEqual([307, paths['retrieve-payment']]);
  });

  test('an oversized answer is the right one, and two mebibytes long', async () => {
    const { text, json } = await retrieve('oversized');
    expect(text).toHaveLength(2 * 1_048_576);
    expect(json).toMatchObject({ status: 'success', token: 'fault-oversized' });
  });

  test('a cut-off answer ends before the length it announced', async () => {
    const response = await begun('cut-off');
    const bytes: Buffer[] = [];
    response.on('data', (chunk: Buffer) => bytes.push(chunk));
    const [error] = (await once(response, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    const length = Buffer.concat(bytes).length;
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(Number(response.headers['content-length']));
  });

  test('a stalled answer comes by half, and a dripping one in single bytes', async () => {
    for (const fault of ['stall', 'drip'] as const) {
      const response = await begun(fault);
      const [chunk] = (await once(response, 'data')) as [Buffer];
      const announced = Number(response.headers['content-length']);
      expect(chunk).toHaveLength(fault === 'drip' ? 1 : announced >> 1);
      response.destroy();
    }
  });

  test('an answer that is reset midway has begun before', async () => {
    const response = await begun('reset-midway');
    const [error] = (await once(response.resume(), 'error')) as [NodeJS.ErrnoException];
    expect([response.statusCode, error.code]).toEqual([200, 'ECONNRESET']);
  });

  test('of half a head nothing can be read', async () => {
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

  test('bad gzip is the answer as it is', async () => {
    const response = await begun('bad-gzip');
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(await text(response))).toMatchObject({ status: 'success', token: 'fault-bad-gzip' });
  });

  test('a gzip bomb unfolds to 300 times a mebibyte out of less than one', async () => {
    const response = await begun('gzip-bomb');
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(Number(response.headers['content-length'])).toBeLessThan(1_048_576);
    let unfolded = 0;
    for await (const chunk of response.pipe(createGunzip()) as AsyncIterable<Buffer>) unfolded += chunk.length;
    expect(unfolded).toBe(300 * 1_048_576);
  });

  test('a reset connection ends before any answer', async () => {
    const [error] = (await once(open('reset'), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  test('a hanging call stays open until the simulator closes', async () => {
    const hanging = open('hang');
    await until(() => simulator.calls.length === 1);
    const ended = once(hanging, 'error');
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
  ])('faults befall %s by %j', async (service, fields) => {
    expect((await call(simulator, service, fields)).text).toMatch(/^<!doctype html>/);
  });
});

test('what was asked for is done, even if the answer gets lost', async () => {
  const session = { sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' };
  simulator.answerNext('invalidate-session', { fault: 'reset' });
  await expect(call(simulator, 'invalidate-session', session)).rejects.toThrow();
  expect((await call(simulator, 'invalidate-session', session)).json).toMatchObject({ errorCode: '260030' });
});
