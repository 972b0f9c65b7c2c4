import { asTimeout } from './call/connection.js';
import type { Endpoints, IyzicoService } from './wire/endpoints.js';
import type { CallOptions, TimedCallOptions } from './call/call-options.js';
import { IyzicoUnavailable } from './wire/errors.js';
import { completeWithin } from './policy/deadline.js';
import { CallerError, type Coalescing } from './policy/coalescing.js';

/** A service as callers use it. */
export type Operation<K, V> = (key: K, options: CallOptions) => Promise<V>;

/** Asks a service, for a caller whose time is bounded. */
type Ask<K, V> = (key: K, options: TimedCallOptions) => Promise<V>;

export interface OperationSettings {
  readonly endpoints: Endpoints;
  readonly coalescing: Coalescing;
  /** Milliseconds for a read whose caller has no patience of their own. */
  readonly operationTimeoutMs: number;
  readonly opaqueId: (secret: string) => string;
}

/** Makes operations of services, by what the services' definitions say. */
export class Operations {
  constructor(private readonly settings: OperationSettings) {}

  /**
   * A read shares its call with equal reads that are made at the same time. A write is sent for each caller, and no
   * later read gets an answer from before it.
   * @param afterWrite drops what else a write makes useless; it runs unless the write was certainly not sent
   */
  offer<K extends object, V extends object | null>(
    service: IyzicoService,
    ask: Ask<K, V>,
    afterWrite: (key: K) => Promise<void> = () => Promise.resolve(),
  ): Operation<K, V> {
    return this.settings.endpoints[service].access === 'read'
      ? this.read(service, ask)
      : this.write(service, { ask, afterWrite });
  }

  private read<K extends object, V extends object | null>(service: IyzicoService, ask: Ask<K, V>): Operation<K, V> {
    const { coalescing, operationTimeoutMs: deadline, opaqueId } = this.settings;
    return async (key, options) => {
      const { locale, conversationId, isConversationChosen, charge } = options;
      const question = [service, Object.entries(key).sort(), locale, isConversationChosen ? conversationId : null];
      try {
        const { value } = await completeWithin(options.deadline, deadline, (waiter) =>
          coalescing.coalesce(opaqueId(JSON.stringify(question)), waiter, async (deadline) => ({
            value: await ask(key, { ...options, ...(charge && { charge: asCallerError(charge) }), deadline }),
          })),
        );
        return value;
      } catch (error) {
        throw asTimeout(service, error instanceof CallerError ? error.reason : error);
      }
    };
  }

  private write<K extends object, V>(
    service: IyzicoService,
    { ask, afterWrite }: { ask: Ask<K, V>; afterWrite: (key: K) => Promise<void> },
  ): Operation<K, V> {
    const { coalescing, operationTimeoutMs: deadline } = this.settings;
    return async (key, options) => {
      let mayHaveHappened = true;
      try {
        return await completeWithin(options.deadline, deadline, (deadline) => ask(key, { ...options, deadline }));
      } catch (error) {
        mayHaveHappened = !(error instanceof IyzicoUnavailable && error.neverSent);
        throw asTimeout(service, error);
      } finally {
        if (mayHaveHappened) {
          coalescing.invalidate();
          await afterWrite(key);
        }
      }
    };
  }
}

/** The purse of one who asks for others too, and whose own it is to hear that it is empty. */
function asCallerError(charge: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await charge();
    } catch (error) {
      throw new CallerError(error);
    }
  };
}
