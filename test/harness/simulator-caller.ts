import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Simulator, SimulatorService } from '../../src/simulator/index.js';

// Signs and sends calls without code of src, as a merchant does who follows iyzico's documentation.

const sessionServices = '/v1/pay-with-iyzico/third-party-session';

export const paths: Readonly<Record<SimulatorService, string>> = {
  'retrieve-session': `${sessionServices}/retrieve/session`,
  'retrieve-payment': `${sessionServices}/retrieve/payment`,
  'retrieve-access-token': `${sessionServices}/retrieve/access-token`,
  'last-payment-info': `${sessionServices}/retrieve/last-payment-info`,
  'invalidate-session': `${sessionServices}/invalidate/session`,
  'payment-detail': '/payment/detail',
};

export interface RequestToSign {
  readonly apiKey: string;
  readonly secretKey: string;
  readonly randomKey: string;
  readonly path: string;
  readonly body: string;
}

export function signatureOf({ secretKey, randomKey, path, body }: Omit<RequestToSign, 'apiKey'>): string {
  return hmac(secretKey, `${randomKey}${path}${body}`);
}

export function authorize(request: RequestToSign): Record<string, string> {
  const { apiKey, randomKey } = request;
  const credentials = `apiKey:${apiKey}&randomKey:${randomKey}&signature:${signatureOf(request)}`;
  return {
    authorization: `IYZWSv2 ${Buffer.from(credentials).toString('base64')}`,
    'x-iyzi-rnd': randomKey,
  };
}

export function hmac(key: string, message: string): string {
  return createHmac('sha256', key).update(message).digest('hex');
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed text, or an empty object when it is not JSON. Not for amounts: JSON.parse loses their decimals. */
  readonly json: Record<string, unknown>;
}

/** Sends a request signed with the given keys. `headers` overrides the headers of the signature. */
export function request(
  { url, apiKey, secretKey }: Pick<Simulator, 'url' | 'apiKey' | 'secretKey'>,
  service: SimulatorService,
  { body, headers, signal }: { body: string; headers?: Record<string, string>; signal?: AbortSignal },
): Promise<Response> {
  const path = paths[service];
  const signed = authorize({ apiKey, secretKey, randomKey: randomUUID(), path, body });
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed, ...headers },
    body,
    redirect: 'manual',
    ...(signal && { signal }),
  });
}

export async function call(simulator: Simulator, service: SimulatorService, fields: object): Promise<Reply> {
  return readReply(await request(simulator, service, { body: JSON.stringify(fields) }));
}

export async function lastPayment(simulator: Simulator, session: object, accessToken?: string): Promise<Reply> {
  const headers: Record<string, string> = accessToken === undefined ? {} : { 'access-token': accessToken };
  return readReply(await request(simulator, 'last-payment-info', { body: JSON.stringify(session), headers }));
}

export async function accessTokenFor(simulator: Simulator, session: object): Promise<string> {
  const { json } = await call(simulator, 'retrieve-access-token', session);
  if (typeof json.accessToken !== 'string') throw new Error(`No access token: ${JSON.stringify(json)}`);
  return json.accessToken;
}

export async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

/** The text of one of iyzico's samples. */
export function sample(name: string): string {
  return readFileSync(new URL(`../../samples/${name}.json`, import.meta.url), 'utf8');
}

/** Resolves when the condition holds. For conditions without an event to wait for. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
