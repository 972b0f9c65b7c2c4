import type { JsonObject } from '../wire/exact-json.js';
import type { FailureCode } from '../wire/failure.js';
import type { Sample } from '../wire/sample.js';
import type { Session } from './session.js';

/** A payment that the simulator can tell of. Its contents are made when they are asked for, and always the same. */
export interface Payment {
  readonly checkoutFormToken: string;
  readonly paymentId: string;
  readonly session: Session;
  /** All that retrieve payment tells, in its order, but the envelope, the signature and the session. */
  details(): JsonObject;
  /** The card as last payment tells of it; undefined when no card paid. */
  card(): JsonObject | undefined;
  /** The bank's refusal, when it declined. */
  readonly decline?: FailureCode;
  /** The recordings whose layout and locale its answers keep. */
  readonly recorded?: { readonly payment: Sample; readonly lastPayment: Sample };
}
