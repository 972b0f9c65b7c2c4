import { hash } from 'node:crypto';
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

/** What is known of a service's answers, beyond the service's definition. */
export interface OperationTerms<K, V> {
  /** Whether an answer of a read cannot change any more. Only then it may be cached; by default none is. */
  readonly isFinal?: (answer: V) => boolean;
  /** Drops what else a write makes useless. It runs unless the write was certainly not sent. */
  readonly afterWrite?: (key: K) => Promise<void>;
}

/** An answer with the conversation id of its call, which the session in it may repeat. */
export interface Conversational {
  readonly conversationId: string | null;
  readonly session?: { readonly conversationId: string | null } | null;
}

export interface OperationSettings {
  readonly endpoints: Endpoints;
  readonly coalescing: Coalescing;
}

/** Makes operations of services, by what the services' definitions say. */
export class Operations {
  constructor(private readonly settings: OperationSettings) {}

  /**
   * A read shares its call with equal reads that are made at the same time. A write is sent for each caller, and no
   * later read gets an answer from before it.
   */
  offer<K extends object, V extends Conversational | null>(
    service: IyzicoService,
    send: Operation<K, V>,
    { isFinal = () => false, afterWrite = () => Promise.resolve() }: OperationTerms<K, V> = {},
  ): Operation<K, V> {
    return this.settings.endpoints[service].access === 'read'
      ? this.#read(service, send, isFinal)
      : this.#write(send, afterWrite);
  }

  #read<K extends object, V extends Conversational | null>(
    service: IyzicoService,
    send: Operation<K, V>,
    isFinal: (answer: V) => boolean,
  ): Operation<K, V> {
    const { coalescing } = this.settings;
    return async (key, options) => {
      const { conversationId, charge } = options;
      try {
        const { value, sentWith } = await coalescing.coalesce(nameOf(service, key, options), options.deadline, {
          send: async (deadline) => ({
            value: await send(key, { ...options, charge: charge && asCallerError(charge), deadline }),
            sentWith: conversationId,
          }),
          isFinal: (answer) => isFinal(answer.value),
        });
        return sentWith === conversationId ? value : withoutOthersId(value, conversationId);
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

/** The name of a request, which equal requests share. It is a hash, so that no token is kept. */
function nameOf(service: IyzicoService, key: object, options: CallOptions): string {
  const { locale, conversationId, isConversationChosen } = options;
  const request = [service, Object.entries(key).sort(), locale, isConversationChosen ? conversationId : null];
  return hash('sha256', JSON.stringify(request), 'base64url');
}

/** The answer to another caller's call: without that caller's conversation id. */
function withoutOthersId<V extends Conversational | null>(answer: V, own: string): V {
  if (answer === null) return answer;
  const { session } = answer;
  return {
    ...answer,
    ...narrowed(answer, own),
    ...(session && { session: { ...session, ...narrowed(session, own) } }),
  };
}

function narrowed({ conversationId }: Conversational, own: string): Conversational {
  return { conversationId: conversationId === own ? own : null };
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
