import type { Sample } from '../wire/sample.js';

/** A payer's session. Its two keys together are a credential. */
export interface Session {
  readonly sessionToken: string;
  readonly memberIdentifier: string;
  readonly paymentType: 'CARD_PAYMENT' | 'FUND';
  /** Ended before the simulator started. */
  readonly initiallyPassive?: true;
  /** The sample whose formatting the answer of retrieve session reproduces. */
  readonly retrievalSample?: Sample;
  /** The sample whose formatting the answer of invalidate session reproduces. */
  readonly expirySample?: Sample;
}
