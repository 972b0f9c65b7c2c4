import type { JsonObject } from '../wire/exact-json.js';
import type { FailureCode } from '../wire/failure.js';
import type { Sample } from '../wire/sample.js';
import type { Session } from './session.js';

/** A payment in the simulator, as it is when it is looked up. Its details are generated from its checkout form token. */
export interface Payment {
  readonly checkoutFormToken: string;
  readonly paymentId: string;
  readonly session: Session;
  /** The members of retrieve payment's answer, in iyzico's order, without envelope, signature and session. */
  details(): JsonObject;
  /** The card as the last payment contains it; `undefined` when no card was used. */
  card(): JsonObject | undefined;
  /** The failure code, when the payment was declined. */
  readonly decline?: FailureCode | undefined;
  /** Nothing is paid: only the form's token finds it, and gets this failure. */
  readonly unpaid?: FailureCode | undefined;
  /** The samples whose formatting and locale its answers reproduce. */
  readonly samples?: { readonly payment: Sample; readonly lastPayment: Sample };
}
