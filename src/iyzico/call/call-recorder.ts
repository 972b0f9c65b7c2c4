import type { Deadline } from '../policy/deadline.js';
import type { Answer } from '../wire/answer.js';
import { IyzicoUnavailable } from '../wire/errors.js';
import { loggableCode } from '../wire/failure-codes.js';
import type { CallRecord } from './call-record.js';
import { startCallSpan } from './call-span.js';

/** Receives the record of each call. It must not throw. */
export interface CallListener {
  readonly onCall?: (call: CallRecord) => void;
}

/** Reports a call once, to the listener and as a span. */
export class CallRecorder {
  /** How often the call was sent. */
  attempts = 0;
  readonly #startedAt = performance.now();
  readonly #endSpan: ReturnType<typeof startCallSpan>;

  constructor(
    private readonly call: Pick<CallRecord, 'service' | 'requestId'>,
    private readonly listener: CallListener,
  ) {
    this.#endSpan = startCallSpan(call.service);
  }

  finish(answer: Answer): void {
    this.#report(answer.rejection ? 'rejected' : 'accepted', answer);
  }

  /** A call without an attempt, whose caller still waits, was refused by this server: it is no call to iyzico. */
  fail(cause: unknown, { signal }: Deadline): void {
    if (cause instanceof IyzicoUnavailable) this.#report(cause.reason);
    else if (this.attempts > 0 || signal.aborted) this.#report('abandoned');
    else this.#endSpan();
  }

  #report(outcome: CallRecord['outcome'], answer?: Answer): void {
    const { errorCode = null, meaning = null } = answer?.rejection?.failure ?? {};
    const record: CallRecord = {
      service: this.call.service,
      requestId: this.call.requestId,
      outcome,
      iyzicoCode: loggableCode(errorCode),
      meaning,
      milliseconds: Math.round(performance.now() - this.#startedAt),
      attempts: this.attempts,
    };
    this.listener.onCall?.(record);
    this.#endSpan(record);
  }
}
