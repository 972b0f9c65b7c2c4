import { isDeepStrictEqual } from 'node:util';
import { expectedData, lastCardOf, paymentOf, sessionTokenOf } from './payments.js';

/** An answer that is not the expected one. It ends the run: figures of wrong answers are worth nothing. */
export class WrongAnswer extends Error {}

/**
 * Makes the check of one contestant's answers. The first answer about a session is compared value by value with what is
 * expected; later ones must be the same.
 * @param shape what the contestant answers with, by its description
 * @returns a check, which throws WrongAnswer
 */
export function createCheck(shape) {
  const { read, isRight } = shapes[shape];
  const right = new Map();
  return (question, status, text) => {
    const key = `${question.items}-${question.session}`;
    const data = status === 200 ? read(text) : undefined;
    const dataText = data && JSON.stringify(data);
    if (dataText !== undefined && right.get(key) === dataText) return;
    if (dataText === undefined || right.has(key) || !isRight(data, question)) {
      throw new WrongAnswer(`HTTP ${status}, to ${question.body.slice(-60)}: ${text.slice(0, 2000)}`);
    }
    right.set(key, dataText);
  };
}

const shapes = {
  /** A GraphQL server: the data, without errors. */
  graphql: {
    read(text) {
      const { data, errors } = JSON.parse(text);
      return errors === undefined ? data : undefined;
    },
    isRight(data, question) {
      const { payment } = data;
      const { id, ...session } = payment?.session ?? {};
      const isOpaque = typeof id === 'string' && id !== '' && !id.includes(sessionTokenOf(question.session));
      return isOpaque && isDeepStrictEqual({ payment: { ...payment, session } }, expectedData(question));
    },
  },
  /** A proxy without GraphQL: the bodies of iyzico's two answers, as a list. */
  bodies: {
    read(text) {
      const [payment, lastPayment] = JSON.parse(text);
      return { payment: without(payment, ['token', 'conversationId', 'signature']), card: lastPayment.card };
    },
    isRight({ payment, card }, question) {
      const { paymentId, itemTransactions } = paymentOf(question);
      const isPayment = payment.paymentId === paymentId && payment.itemTransactions.length === itemTransactions.length;
      return isPayment && isDeepStrictEqual(card, lastCardOf(question.session));
    },
  },
};

/** The object without the fields that differ with each call. */
function without(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
