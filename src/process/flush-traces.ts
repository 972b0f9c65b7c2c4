import { setTimeout as pause } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';

/**
 * Sends the spans that the loaded SDK, if any, still holds.
 * @param timeout milliseconds to wait: a collector that hangs must not delay the exit of the process
 */
export async function flushTraces(timeout: number): Promise<void> {
  const provider: unknown = trace.getTracerProvider();
  // The API returns a proxy of the SDK's provider.
  const sdk = isProxy(provider) ? provider.getDelegate() : provider;
  if (!isFlushable(sdk)) return;
  const flushEnded = new AbortController();
  const flushed = sdk.forceFlush().catch(() => undefined);
  const timedOut = pause(timeout, undefined, { signal: flushEnded.signal }).catch(() => undefined);
  await Promise.race([flushed, timedOut]);
  flushEnded.abort();
}

function isProxy(value: unknown): value is { getDelegate(): unknown } {
  return hasMethod(value, 'getDelegate');
}

function isFlushable(value: unknown): value is { forceFlush(): Promise<void> } {
  return hasMethod(value, 'forceFlush');
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}
