import { EventEmitter, once } from 'node:events';
import { NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';

/** Records spans in the order in which they end. */
export interface Spans {
  readonly ended: readonly ReadableSpan[];
  /** Resolves with the spans when at least this many have ended. */
  received(count: number): Promise<readonly ReadableSpan[]>;
  forget(): void;
}

/** Registers an SDK that records spans. Call it once per test file: OpenTelemetry keeps the first SDK it finds. */
export function watchSpans(): Spans {
  const arrivals = new EventEmitter();
  const ended: ReadableSpan[] = [];
  const provider = new NodeTracerProvider({
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd(span) {
          ended.push(span);
          arrivals.emit('arrival');
        },
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  provider.register();
  return {
    ended,
    async received(count) {
      while (ended.length < count) await once(arrivals, 'arrival');
      return [...ended];
    },
    forget() {
      ended.length = 0;
    },
  };
}

/** Everything that an exporter would send of a span. */
export function textOfSpan({ name, attributes, events, status, links }: ReadableSpan): string {
  return JSON.stringify({ name, attributes, events, status, links });
}
