import { createQuestions } from '../rig/questions.js';
import { FIRST_PAYMENT_ID, SESSIONS } from '../rig/payments.js';

/** The most ids of a query. */
export const PAYMENT_IDS = 50;

/** Makes batches of so many questions, about so many checkout forms in turn, which are new in each batch. */
export function createSharedQuestions(callers, { items, questions, forms }) {
  return () => {
    const shared = Array.from({ length: Math.min(forms, questions) }, () =>
      createQuestions(callers, { items, forms: 'hot' }),
    );
    return Array.from({ length: questions }, (_, index) => shared[index % shared.length]());
  };
}

/** Makes batches of one question, for so many payments by their ids. */
export function createBatchQuestions(callers, ids) {
  let first = 0;
  return () => {
    first += ids;
    const sessions = Array.from({ length: ids }, (_, index) => (first + index) % SESSIONS);
    const paymentIds = sessions.map((session) => `${FIRST_PAYMENT_ID + session}`);
    const body = JSON.stringify({
      query: 'query($paymentIds: [ID!]!) { paymentDetails(paymentIds: $paymentIds) { id price } }',
      variables: { paymentIds },
    });
    return [{ authorization: callers[first % SESSIONS], body, sessions }];
  };
}
