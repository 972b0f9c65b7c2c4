import { GraphQLError } from 'graphql';
import type { Payment } from '../iyzico/index.js';
import type { ErrorCode } from './error-codes.js';
import { describeError, type FailedPayments } from './errors.js';
import { isPaymentId, PAYMENT_ID_RULE } from './input-rules.js';
import { Refusal } from './refusal.js';
import { ROUNDED_ENTRY, ROUNDED_NUMBER_RULE } from './rounded-numbers.js';

/** Codes of failures that are rarely about one payment: the other payments of a batch fail with them too. */
const sharedCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'RATE_LIMITED',
  'OVERLOADED',
  'SHUTTING_DOWN',
  'IYZICO_RATE_LIMITED',
  'IYZICO_UNAVAILABLE',
  'IYZICO_TIMEOUT',
  'IYZICO_BAD_RESPONSE',
  'IYZICO_MISCONFIGURED',
  'INTERNAL_SERVER_ERROR',
]);

/**
 * Reads payments, in the order of their ids. A payment that fails has its own error, a malformed id too. An error that
 * is not about one payment is given once, for the first payment that it concerns: its `paymentIds` names all of them,
 * and the others are null. A batch without any well-formed id has one error, which names the place of each.
 * @returns for each id its payment, null, or an error, which GraphQL answers with null and an entry of `errors`
 */
export async function readBatch(
  paymentIds: readonly string[],
  read: (paymentId: string) => Promise<Payment>,
): Promise<(Payment | Error | null)[]> {
  if (paymentIds.length > 1 && !paymentIds.some(isPaymentId)) {
    return paymentIds.map((_, index) => (index === 0 ? malformedIds(paymentIds, [...paymentIds.keys()]) : null));
  }
  const entries = await Promise.all(
    paymentIds.map(async (paymentId, index) => {
      if (!isPaymentId(paymentId)) return malformedIds(paymentIds, [index]);
      try {
        return await read(paymentId);
      } catch (cause) {
        return new PaymentFailure(cause, { paymentId });
      }
    }),
  );
  return shareErrors(entries);
}

function malformedIds(paymentIds: readonly string[], indexes: readonly number[]): Refusal {
  const fields = indexes.map((index) => ({
    path: `paymentIds[${index}]`,
    message: paymentIds[index] === ROUNDED_ENTRY ? ROUNDED_NUMBER_RULE : PAYMENT_ID_RULE,
  }));
  return new Refusal('BAD_USER_INPUT', 'An argument breaks its rule.', { fields });
}

/** Why one or several payments could not be read. */
class PaymentFailure extends GraphQLError {
  readonly code: ErrorCode;
  /** Seconds; 0 where it is not known. */
  readonly retryAfter: number;

  constructor(
    override readonly cause: unknown,
    readonly payments: Required<Pick<FailedPayments, 'paymentId'>> & FailedPayments,
  ) {
    const { code, message, retryAfter = 0 } = describeError(cause);
    super(message, { originalError: cause instanceof Error ? cause : null, extensions: { ...payments } });
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

function shareErrors(entries: readonly (Payment | Error)[]): (Payment | Error | null)[] {
  const failures = entries.filter((entry) => entry instanceof PaymentFailure);
  return entries.map((entry) => {
    if (!(entry instanceof PaymentFailure) || !sharedCodes.has(entry.code)) return entry;
    const alike = failures.filter(({ code, message }) => code === entry.code && message === entry.message);
    if (alike.length === 1) return entry;
    return entry === alike[0] ? sharedFailure(entry, alike) : null;
  });
}

/** The one with the longest delay speaks for all: before that time a repetition of the batch would fail again. */
function sharedFailure({ payments: { paymentId } }: PaymentFailure, alike: readonly PaymentFailure[]): PaymentFailure {
  const longest = alike.reduce((a, b) => (b.retryAfter > a.retryAfter ? b : a));
  return new PaymentFailure(longest.cause, {
    paymentId,
    paymentIds: [...new Set(alike.map(({ payments }) => payments.paymentId))],
  });
}
