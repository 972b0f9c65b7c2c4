import type { SignatureStatus } from '../wire/answer-signature.js';
import type { Envelope } from '../wire/envelope.js';
import type { Card } from './card.js';
import { isFinalItem, type ItemTransaction } from './item-transaction.js';
import { isFinalSession, type Session } from './session.js';

/**
 * Whether the payment was made. All but `SUCCESS` can change while the checkout form lives, which is 30 minutes.
 * - `SUCCESS`: the payment was made
 * - `FAILURE`: the payment was declined
 * - `INIT_THREEDS`: the 3-D Secure check of the card has begun
 * - `CALLBACK_THREEDS`: the bank has answered the 3-D Secure check
 * - `UNKNOWN`: iyzico sent no status, or one that is not in its closed list
 */
export const PaymentStatus = {
  SUCCESS: 'SUCCESS',
  FAILURE: 'FAILURE',
  INIT_THREEDS: 'INIT_THREEDS',
  CALLBACK_THREEDS: 'CALLBACK_THREEDS',
  UNKNOWN: 'UNKNOWN',
} as const;
export type PaymentStatus = keyof typeof PaymentStatus;

/**
 * The result of iyzico's fraud check. On the wire it is a number: 1 approved, 0 in review, -1 rejected.
 * `UNKNOWN`: iyzico sent no number, or another one.
 */
export const FraudStatus = {
  APPROVED: 'APPROVED',
  IN_REVIEW: 'IN_REVIEW',
  REJECTED: 'REJECTED',
  UNKNOWN: 'UNKNOWN',
} as const;
export type FraudStatus = keyof typeof FraudStatus;

/**
 * A payment, as iyzico records it.
 * Amounts and rates are exact decimals in plain notation, such as `10.5`. A field is `null` where iyzico leaves it out.
 */
export interface Payment extends Envelope {
  readonly paymentId: string;
  readonly paymentStatus: PaymentStatus;
  readonly fraudStatus: FraudStatus;
  /** Whether the goods may be sent: the payment succeeded and the fraud check approved it. */
  readonly isShippable: boolean;
  /** An open list, such as `AUTH`. */
  readonly phase: string | null;
  /** The basket's price, in `currency`. */
  readonly price: string | null;
  /** What the shopper paid, in `currency`. It may differ from `price`. */
  readonly paidPrice: string | null;
  /** Three capital letters. It is the currency of every amount of the payment and its items. */
  readonly currency: string | null;
  /** The number of monthly installments: 1, 2, 3, 6, 9 or 12. */
  readonly installment: number | null;
  /** The merchant's own id of the basket. */
  readonly basketId: string | null;
  /** iyzico: `token`. Only *retrieve payment* has it. */
  readonly checkoutFormToken: string | null;
  /** Where iyzico sent the shopper after the checkout. Only *retrieve payment* has it. */
  readonly callbackUrl: string | null;
  /** The card that paid, which iyzico writes as fields of the payment; `null` where no card paid, as with a wallet. */
  readonly card: Card | null;
  /** One for each item of the basket. */
  readonly itemTransactions: readonly ItemTransaction[];
  /** iyzico: `sessionInfo`. Only *retrieve payment* has it. */
  readonly session: Session | null;
  /** Why the payment was declined; `null` where it was not. */
  readonly failure: PaymentFailure | null;
  /** The result of 3-D Secure: `1` where it succeeded, `0` or `2` to `7` where the payment failed; `null` without it. */
  readonly mdStatus: string | null;
  /** The bank's authorisation code. */
  readonly authCode: string | null;
  /** The bank's own reference to the payment. */
  readonly hostReference: string | null;
  /** The e-mail address of the shopper's iyzico account. Only *retrieve payment* has it. */
  readonly memberEmail: string | null;
  /** The phone number of the shopper's iyzico account. Only *retrieve payment* has it. */
  readonly memberGsmNumber: string | null;
  /** The merchant's own commission, as a rate. */
  readonly merchantCommissionRate: string | null;
  /** The merchant's own commission, as an amount in `currency`. */
  readonly merchantCommissionRateAmount: string | null;
  /** iyzico's commission by rate, as an amount in `currency`. */
  readonly iyziCommissionRateAmount: string | null;
  /** iyzico's fixed fee, in `currency`. */
  readonly iyziCommissionFee: string | null;
  /** iyzico's signature, as it was sent: 64 lowercase hexadecimal digits where it is valid. */
  readonly signature: string | null;
  readonly signatureStatus: SignatureStatus;
}

/**
 * Whether nothing of an answer about a payment can change any more. A failed or pending payment can: the shopper may try
 * again on the same checkout form, which lives 30 minutes. So can a payment or an item that is under review or awaits
 * approval, and an active session.
 */
export function isFinalPayment({ paymentStatus, fraudStatus, itemTransactions, session }: Payment): boolean {
  return (
    paymentStatus === PaymentStatus.SUCCESS &&
    (fraudStatus === FraudStatus.APPROVED || fraudStatus === FraudStatus.REJECTED) &&
    itemTransactions.every(isFinalItem) &&
    (session === null || isFinalSession(session))
  );
}

/** Why a payment was declined, by the bank or by iyzico. At least one field is not `null`. */
export interface PaymentFailure {
  /** iyzico's error code, such as `10051`. */
  readonly errorCode: string | null;
  /** In the language of the request. */
  readonly errorMessage: string | null;
  /** The bank's reason, such as `NOT_SUFFICIENT_FUNDS`. */
  readonly errorGroup: string | null;
}

/** Identifies a payment by its checkout form, whose token the shopper's browser has. */
export interface CheckoutFormKey {
  readonly checkoutFormToken: string;
}

/** Identifies a payment in the merchant's own systems: by iyzico's id, or by the conversation id it was made with. */
export type PaymentDetailKey = { readonly paymentId: string } | { readonly paymentConversationId: string };
