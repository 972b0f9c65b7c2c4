import type { Sample } from '../wire/sample.js';

/** A payer's session. Its two keys together are a credential. */
export interface Session {
  readonly sessionToken: string;
  readonly memberIdentifier: string;
  readonly paymentType: 'CARD_PAYMENT' | 'FUND';
  /** Without a call to this simulator: it has lapsed, or it was ended before the simulator started. */
  readonly isPassive?: true;
  /** The sample whose formatting the answer of retrieve session reproduces. */
  readonly retrievalSample?: Sample;
  /** The sample whose formatting the answer of invalidate session reproduces. */
  readonly expirySample?: Sample;
}
