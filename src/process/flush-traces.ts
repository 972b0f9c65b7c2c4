import { setTimeout as pause } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';

/**
 * Has the spans that are still held sent on, where an SDK is loaded that holds any.
 * @param longest milliseconds to wait for that: a collector that hangs must not hold up the process's end
 */
export async function flushTraces(longest: number): Promise<void> {
  const provider: unknown = trace.getTracerProvider();
  // The API hands out a stand-in for the provider of whatever SDK was loaded.
  const sdk = isStandIn(provider) ? provider.getDelegate() : provider;
  if (!isFlushable(sdk)) return;
  const enough = new AbortController();
  const flushed = sdk.forceFlush().catch(() => undefined);
  const waited = pause(longest, undefined, { signal: enough.signal }).catch(() => undefined);
  await Promise.race([flushed, waited]);
  enough.abort();
}

function isStandIn(value: unknown): value is { getDelegate(): unknown } {
  return hasMethod(value, 'getDelegate');
}

function isFlushable(value: unknown): value is { forceFlush(): Promise<void> } {
  return hasMethod(value, 'forceFlush');
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}
