import type { Sample } from '../wire/sample.js';

/** A payer's session: its two keys together are a credential. */
export interface Session {
  readonly sessionToken: string;
  readonly memberIdentifier: string;
  readonly paymentType: 'CARD_PAYMENT' | 'FUND';
  /** Ended before the simulator began to run. */
  readonly bornPassive?: true;
  /** The recording whose layout its retrieval keeps. */
  readonly retrieval?: Sample;
  /** The recording whose layout the answer to its end keeps. */
  readonly expiry?: Sample;
}
