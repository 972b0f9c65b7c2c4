import { randomUUID } from 'node:crypto';

/** The name of a request in answers, logs and calls to iyzico: the caller's own where it can be printed anywhere. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : randomUUID();
}

/** What every answer says of itself: the name of its request, and that nobody may keep it. */
export function headersOf(requestId: string): Record<'x-request-id' | 'cache-control', string> {
  return { 'x-request-id': requestId, 'cache-control': 'no-store' };
}
