// The payments of the benchmark's iyzico: what it sends of them, and what a correct server answers.

/** Sessions, and callers: enough that no two queries that run at the same time have one in common. */
export const SESSIONS = 512;

/** iyzico's id of the payment of session 0. */
export const FIRST_PAYMENT_ID = 24_259_000;

const DAY_MS = 86_400_000;

/**
 * The checkout form of a session with so many items. Every `serial` is a form of its own, so that no server can share
 * one call to iyzico between two queries.
 */
export function formOf({ items, session, serial }) {
  return `form-${items}-${session}-${serial}`;
}

/** The items and the session that a checkout form's name says. */
export function readForm(checkoutFormToken) {
  const [, items, session] = checkoutFormToken.split('-');
  return { items: Number(items), session: Number(session) };
}

/** iyzico's payment of a session, without what differs with every call: token, conversation id, signature. */
export function paymentOf({ items, session }) {
  const itemTransactions = Array.from({ length: items }, (_, index) => itemOf(session, index));
  const cents = itemTransactions.reduce((sum, item) => sum + item.cents, 0);
  return {
    paymentStatus: 'SUCCESS',
    paymentId: `${FIRST_PAYMENT_ID + session}`,
    basketId: `B${67_000 + session}`,
    currency: 'TRY',
    lastFourDigits: `${1000 + session}`,
    cents,
    paidCents: cents + session,
    itemTransactions,
  };
}

function itemOf(session, index) {
  const cents = 1099 + ((session * 7919 + index * 613) % 50_000);
  return {
    itemId: `BI${101 + index}`,
    paymentTransactionId: `${26_268_000 + session * 1000 + index}`,
    cents,
    paidCents: cents + (index % 7),
    releasedAt: new Date(Date.UTC(2025, 5, 5) + ((session + index) % 60) * DAY_MS).toISOString().slice(0, 10),
  };
}

/** An amount as iyzico writes it: with 8 decimals. */
const wireAmount = (cents) => `${(cents / 100).toFixed(6)}00`;
/** An amount as a server writes it. With at most 7 digits, a float gives the same text as an exact decimal. */
export const plainAmount = (cents) => String(cents / 100);

/** The text of a payment's fields in iyzico's answer, without braces. */
export function wirePayment({ items, session }) {
  const payment = paymentOf({ items, session });
  return [
    '"status":"success","locale":"tr","systemTime":1749032413350,"callbackUrl":"https://shop.example/paid"',
    `"paymentStatus":"${payment.paymentStatus}","paymentId":"${payment.paymentId}","basketId":"${payment.basketId}"`,
    `"price":${wireAmount(payment.cents)},"paidPrice":${wireAmount(payment.paidCents)},"currency":"TRY","installment":1`,
    '"fraudStatus":1,"memberEmail":"shopper@shop.example","memberGsmNumber":"+905555555555"',
    '"merchantCommissionRate":0E-8,"merchantCommissionRateAmount":0E-8',
    `"iyziCommissionRateAmount":${commission(payment.paidCents)},"iyziCommissionFee":0.25000000`,
    '"cardType":"CREDIT_CARD","cardAssociation":"MASTER_CARD","cardFamily":"Advantage","binNumber":"550472"',
    `"lastFourDigits":"${payment.lastFourDigits}","authCode":"054626","phase":"AUTH","hostReference":"mock00034iyzihostrfn"`,
    `"itemTransactions":[${payment.itemTransactions.map(wireItem).join(',')}]`,
    `"sessionInfo":${JSON.stringify(sessionInfoOf(session))}`,
  ].join(',');
}

function wireItem({ itemId, paymentTransactionId, cents, paidCents, releasedAt }) {
  const payout = `"merchantPayoutAmount":${wireAmount(paidCents - 30)}`;
  const amounts = `"iyziCommissionRateAmount":${commission(paidCents)},"iyziCommissionFee":0.25000000`;
  const blockage = '"blockageRateAmountMerchant":0E-8,"blockageRateAmountSubMerchant":0E-8';
  return [
    `{"itemId":"${itemId}","paymentTransactionId":"${paymentTransactionId}","transactionStatus":2`,
    `"price":${wireAmount(cents)},"paidPrice":${wireAmount(paidCents)}`,
    `"merchantCommissionRate":0E-8,"merchantCommissionRateAmount":0E-8,${amounts}`,
    `"blockageRate":0E-8,${blockage},"blockageResolvedDate":"${releasedAt} 00:00:00"`,
    `"subMerchantPrice":0E-8,"subMerchantPayoutRate":0E-8,"subMerchantPayoutAmount":0E-8,${payout}`,
    `"convertedPayout":{"paidPrice":${wireAmount(paidCents)},${amounts},${blockage},"subMerchantPayoutAmount":0E-8`,
    `${payout},"iyziConversionRate":0E-8,"iyziConversionRateAmount":0E-8,"currency":"TRY"}}`,
  ].join(',');
}

const commission = (paidCents) => (paidCents * 0.000175).toFixed(8);

function sessionInfoOf(session) {
  return {
    sessionToken: sessionTokenOf(session),
    sessionStatus: 'ACTIVE',
    memberIdentifier: `member-${session}`,
    paymentType: 'CARD_PAYMENT',
  };
}

export function sessionTokenOf(session) {
  return `session-${session}`;
}

/** The card of a session's last payment. */
export function lastCardOf(session) {
  return {
    cardHolderName: 'John Doe',
    cardAssociation: 'VISA',
    cardFamily: 'Bonus',
    binNumber: '45437200',
    lastFourDigits: `${5000 + session}`,
    cardBankName: 'HSBC',
    cardType: 'CREDIT_CARD',
    expireMonth: '05',
    expireYear: '2036',
    expired: false,
    willExpireSoon: false,
  };
}

/** What schema/operations/payment.graphql is answered with. The session's id is each server's own. */
export function expectedData({ items, session }) {
  const payment = paymentOf({ items, session });
  const { cardAssociation, cardBankName, cardFamily, lastFourDigits, expireMonth, expireYear, expired } =
    lastCardOf(session);
  return {
    payment: {
      id: payment.paymentId,
      paymentStatus: 'SUCCESS',
      fraudStatus: 'APPROVED',
      isShippable: true,
      price: plainAmount(payment.cents),
      paidPrice: plainAmount(payment.paidCents),
      currency: 'TRY',
      installment: 1,
      basketId: payment.basketId,
      card: {
        cardType: 'CREDIT_CARD',
        cardAssociation: 'MASTER_CARD',
        cardFamily: 'Advantage',
        lastFourDigits: payment.lastFourDigits,
      },
      itemTransactions: payment.itemTransactions.map(({ paymentTransactionId, itemId, cents, paidCents }) => ({
        id: paymentTransactionId,
        itemId,
        transactionStatus: 'APPROVED',
        price: plainAmount(cents),
        paidPrice: plainAmount(paidCents),
        currency: 'TRY',
      })),
      failure: null,
      session: {
        sessionStatus: 'ACTIVE',
        paymentType: 'CARD_PAYMENT',
        lastPaymentCard: {
          cardAssociation,
          cardBankName,
          cardFamily,
          lastFourDigits,
          expireMonth,
          expireYear,
          expired,
        },
      },
    },
  };
}
