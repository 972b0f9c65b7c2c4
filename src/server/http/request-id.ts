import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** The name of a request in answers, logs and calls to iyzico: the caller's own where it can be printed anywhere. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : randomUUID();
}

/** What every answer says of itself: the name of its request, and that nobody may keep it. */
export function headersOf(requestId: string): Record<'x-request-id' | 'cache-control', string> {
  return { 'x-request-id': requestId, 'cache-control': 'no-store' };
}

const requestIds = new AsyncLocalStorage<string>();

/** Runs `work`, and whatever it starts, in the name of a request. */
export function withRequestId(requestId: string, work: () => void): void {
  requestIds.run(requestId, work);
}

/** The request on whose behalf this runs, where there is one: so that a log line about a call to iyzico names it. */
export function currentRequestId(): string | undefined {
  return requestIds.getStore();
}
