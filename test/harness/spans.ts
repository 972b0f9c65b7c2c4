import { EventEmitter, once } from 'node:events';
import { NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';

/** Spans as an SDK is given them, in the order in which they end. */
export interface Spans {
  readonly ended: readonly ReadableSpan[];
  /** Resolves with them when so many have ended. */
  received(count: number): Promise<readonly ReadableSpan[]>;
  forget(): void;
}

/** Loads an SDK that keeps what it is given: once, for what makes spans holds on to the first SDK that it finds. */
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

/** All that a span says, as it would be sent. */
export function textOfSpan({ name, attributes, events, status, links }: ReadableSpan): string {
  return JSON.stringify({ name, attributes, events, status, links });
}
