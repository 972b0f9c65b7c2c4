import type { CallOptions } from './call/call-options.js';
import { asTimeout } from './call/connection.js';
import { CallerError, type Coalescing } from './policy/coalescing.js';
import type { Endpoints, IyzicoService } from './wire/endpoints.js';
import { IyzicoUnavailable } from './wire/errors.js';

/**
 * A service as callers use it: the answer to a key.
 * @throws IyzicoRejected where iyzico answered no, IyzicoUnavailable where there is no usable answer
 */
export type Operation<K, V> = (key: K, options: CallOptions) => Promise<V>;

export interface OperationSettings {
  readonly endpoints: Endpoints;
  readonly coalescing: Coalescing;
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
    send: Operation<K, V>,
    afterWrite: (key: K) => Promise<void> = () => Promise.resolve(),
  ): Operation<K, V> {
    return this.settings.endpoints[service].access === 'read'
      ? this.#read(service, send)
      : this.#write(send, afterWrite);
  }

  #read<K extends object, V extends object | null>(service: IyzicoService, send: Operation<K, V>): Operation<K, V> {
    const { coalescing, opaqueId } = this.settings;
    return async (key, options) => {
      const { locale, conversationId, isConversationChosen, charge } = options;
      const request = [service, Object.entries(key).sort(), locale, isConversationChosen ? conversationId : null];
      try {
        const { value } = await coalescing.coalesce(
          opaqueId(JSON.stringify(request)),
          options.deadline,
          async (deadline) => ({
            value: await send(key, { ...options, ...(charge && { charge: asCallerError(charge) }), deadline }),
          }),
        );
        return value;
      } catch (error) {
        throw asTimeout(service, error instanceof CallerError ? error.reason : error);
      }
    };
  }

  #write<K extends object, V>(send: Operation<K, V>, afterWrite: (key: K) => Promise<void>): Operation<K, V> {
    return async (key, options) => {
      let mayHaveHappened = true;
      try {
        return await send(key, options);
      } catch (error) {
        mayHaveHappened = !(error instanceof IyzicoUnavailable && error.neverSent);
        throw error;
      } finally {
        if (mayHaveHappened) {
          this.settings.coalescing.invalidate();
          await afterWrite(key);
        }
      }
    };
  }
}

/** A used-up budget concerns the caller that charges it, and none of those that joined its request. */
function asCallerError(charge: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await charge();
    } catch (error) {
      throw new CallerError(error);
    }
  };
}
