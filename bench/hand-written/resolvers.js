import { createHash } from 'node:crypto';

const fraudStatuses = { 1: 'APPROVED', 0: 'IN_REVIEW', '-1': 'REJECTED' };
const transactionStatuses = { 0: 'IN_FRAUD_REVIEW', '-1': 'REJECTED', 1: 'AWAITING_APPROVAL', 2: 'APPROVED' };

/** An amount is a float, as JSON.parse read it: with more than 15 digits it is not iyzico's any more. */
const amount = (number) => (number === undefined ? null : String(number));

/** The parents are iyzico's own objects, so most fields need no resolver. */
export const resolvers = {
  Query: {
    payment: (_, { checkoutFormToken }, { loaders }) => loaders.payment.load(checkoutFormToken),
  },
  Payment: {
    id: ({ paymentId }) => paymentId,
    fraudStatus: ({ fraudStatus }) => fraudStatuses[fraudStatus],
    isShippable: ({ paymentStatus, fraudStatus }) => paymentStatus === 'SUCCESS' && fraudStatus === 1,
    price: ({ price }) => amount(price),
    paidPrice: ({ paidPrice }) => amount(paidPrice),
    card: (payment) => (payment.cardType ? payment : null),
    itemTransactions: ({ itemTransactions, currency }) => itemTransactions.map((item) => ({ ...item, currency })),
    failure: (payment) => (payment.paymentStatus === 'FAILURE' ? payment : null),
    session: ({ sessionInfo }) => sessionInfo ?? null,
  },
  ItemTransaction: {
    id: ({ paymentTransactionId }) => paymentTransactionId,
    transactionStatus: ({ transactionStatus }) => transactionStatuses[transactionStatus],
    price: ({ price }) => amount(price),
    paidPrice: ({ paidPrice }) => amount(paidPrice),
  },
  Session: {
    id: ({ sessionToken }) => createHash('sha256').update(sessionToken).digest('base64url'),
    lastPaymentCard: async (session, _, { loaders }) => (await loaders.lastPayment.load(session)).card ?? null,
  },
};
