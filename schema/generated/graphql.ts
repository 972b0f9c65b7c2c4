/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A currency by its three capital letters, such as TRY, USD or EUR. The list is iyzico's and open, so treat a code you do not know as text to show, not as an error. */
  Currency: { input: string; output: string; }
  /** An instant as ISO 8601 text in UTC with milliseconds, such as "2025-06-04T21:00:00.000Z". */
  DateTime: { input: string; output: string; }
  /** An exact decimal number as a string in plain notation, without trailing zeros: "1", "0.0175", "0". Feed it to a decimal library; parseFloat would round it. */
  Decimal: { input: string; output: string; }
};

/** The parts of a card by which its holder recognises it; never enough to pay with. */
export type Card = {
  /** The first 6 or 8 digits of the card number, which name the issuing bank; at most 6 for American Express. Needs payment:read. */
  binNumber?: Maybe<Scalars['String']['output']>;
  /** The card's network; null where iyzico does not say. */
  cardAssociation?: Maybe<CardAssociation>;
  /** The issuer's name for its product, such as Advantage. An open list: show it, do not switch on it. */
  cardFamily?: Maybe<Scalars['String']['output']>;
  /** Credit, debit or prepaid; null where iyzico does not say, as for some foreign cards. */
  cardType?: Maybe<CardType>;
  /** The last four digits of the card number. */
  lastFourDigits?: Maybe<Scalars['String']['output']>;
};

/** The network that a card belongs to: choose its logo by it. */
export type CardAssociation =
  /** The network of American Express. This server cuts its binNumber to 6 digits. */
  | 'AMERICAN_EXPRESS'
  /** The network of Mastercard. */
  | 'MASTER_CARD'
  /** The network of Troy. */
  | 'TROY'
  /** A value that iyzico added after this schema was written. */
  | 'UNKNOWN'
  /** The network of Visa. */
  | 'VISA'
  | '%future added value';

/** The kind of a card, as iyzico names it. */
export type CardType =
  /** A credit card. */
  | 'CREDIT_CARD'
  /** A debit card. */
  | 'DEBIT_CARD'
  /** A prepaid card. */
  | 'PREPAID_CARD'
  /** A value that iyzico added after this schema was written. */
  | 'UNKNOWN'
  | '%future added value';

/** An item's amounts in the currency that iyzico pays out. It comes also where the shopper paid in that currency. */
export type ConvertedPayout = {
  __typename?: 'ConvertedPayout';
  /** The blockage of the merchant's part, in this currency. */
  blockageRateAmountMerchant?: Maybe<Scalars['Decimal']['output']>;
  /** The blockage that falls on the sub-merchant's part, in this currency. */
  blockageRateAmountSubMerchant?: Maybe<Scalars['Decimal']['output']>;
  /** The currency of all amounts here. */
  currency?: Maybe<Scalars['Currency']['output']>;
  /** iyzico's fixed fee, in this currency. */
  iyziCommissionFee?: Maybe<Scalars['Decimal']['output']>;
  /** iyzico's commission by rate, in this currency. */
  iyziCommissionRateAmount?: Maybe<Scalars['Decimal']['output']>;
  /** iyzico's rate of the conversion; 0 without one. */
  iyziConversionRate?: Maybe<Scalars['Decimal']['output']>;
  /** The amount that iyzico gives for the conversion (iyziConversionRateAmount); 0 without one. */
  iyziConversionRateAmount?: Maybe<Scalars['Decimal']['output']>;
  /** What the merchant is paid, net of blockage, in this currency. */
  merchantPayoutAmount?: Maybe<Scalars['Decimal']['output']>;
  /** What the shopper paid for the item, in this currency. */
  paidPrice?: Maybe<Scalars['Decimal']['output']>;
  /** What the sub-merchant is paid, in this currency. */
  subMerchantPayoutAmount?: Maybe<Scalars['Decimal']['output']>;
};

/** Which session to end, by the checkout form that was paid in it. */
export type ExpireCheckoutSessionInput = {
  /** The token that iyzico gave out with the checkout form: 1–256 visible ASCII characters. */
  checkoutFormToken: Scalars['ID']['input'];
  /** Your own id for the call, which iyzico stores and usually echoes; 1–64 letters A–Z, a–z, digits, '.', '_', ':' or '-'. Default: the request's id. */
  conversationId?: InputMaybe<Scalars['String']['input']>;
  /** The language of iyzico's messages. Default: the first language in Accept-Language that iyzico supports, else the server's. */
  locale?: InputMaybe<Locale>;
};

/** Which session to end, by its own keys, for the merchant's systems. */
export type ExpireSessionInput = {
  /** Your own id for the call, which iyzico stores and usually echoes; 1–64 letters A–Z, a–z, digits, '.', '_', ':' or '-'. Default: the request's id. */
  conversationId?: InputMaybe<Scalars['String']['input']>;
  /** The language of iyzico's messages. Default: the first language in Accept-Language that iyzico supports, else the server's. */
  locale?: InputMaybe<Locale>;
  /** The shopper as iyzico names them, from the same session: 1–256 visible ASCII characters. */
  memberIdentifier: Scalars['ID']['input'];
  /** The session's token: 1–256 visible ASCII characters. */
  sessionToken: Scalars['ID']['input'];
};

/** The outcome of a request to end a session. With the first two types it has ended, so the request is safe to repeat. */
export type ExpireSessionResult = SessionAlreadyExpired | SessionExpired | SessionNotFound;

/** The result of iyzico's fraud check of a payment. */
export type FraudStatus =
  /** Passed (1). */
  | 'APPROVED'
  /** Not finished (0): it changes to APPROVED or REJECTED. Query again later, and do not ship yet. */
  | 'IN_REVIEW'
  /** Refused (-1): do not ship. */
  | 'REJECTED'
  /** iyzico sent no status, or one that it added after this schema was written. */
  | 'UNKNOWN'
  | '%future added value';

/** One item of the basket: what was paid for it and, for back offices, how that splits into commissions, blockages and payouts. */
export type ItemTransaction = {
  __typename?: 'ItemTransaction';
  /** The blockage in percent of paidPrice: money that iyzico holds back against the merchant's fraud risk until blockageResolvedDate. Needs settlement:read. */
  blockageRate?: Maybe<Scalars['Decimal']['output']>;
  /** The blockage of the merchant's part: money that iyzico holds back against the merchant's fraud risk until blockageResolvedDate. Needs settlement:read. */
  blockageRateAmountMerchant?: Maybe<Scalars['Decimal']['output']>;
  /** The rest of the blockage where the merchant's part is too small for it. It lowers subMerchantPayoutAmount. Needs settlement:read. */
  blockageRateAmountSubMerchant?: Maybe<Scalars['Decimal']['output']>;
  /** When the blockage ends. iyzico sends Istanbul time; this field is the instant. Needs settlement:read. */
  blockageResolvedDate?: Maybe<Scalars['DateTime']['output']>;
  /** The same amounts in the currency of the payout. It comes also where both currencies are the same. Needs settlement:read. */
  convertedPayout?: Maybe<ConvertedPayout>;
  /** The payment's currency, in which the item's amounts are. */
  currency?: Maybe<Scalars['Currency']['output']>;
  /** The same as paymentTransactionId, for clients that keep a normalised cache. */
  id: Scalars['ID']['output'];
  /** The merchant's own id of the item in the basket. */
  itemId?: Maybe<Scalars['ID']['output']>;
  /** iyzico's fixed fee. Needs settlement:read. */
  iyziCommissionFee?: Maybe<Scalars['Decimal']['output']>;
  /** iyzico's commission by rate, as an amount. Needs settlement:read. */
  iyziCommissionRateAmount?: Maybe<Scalars['Decimal']['output']>;
  /** The merchant's own commission, as a rate. Needs settlement:read. */
  merchantCommissionRate?: Maybe<Scalars['Decimal']['output']>;
  /** The merchant's own commission, as an amount. Needs settlement:read. */
  merchantCommissionRateAmount?: Maybe<Scalars['Decimal']['output']>;
  /** What the merchant is paid: paidPrice less iyzico's commission and fee, the merchant's blockage and the sub-merchant's part. Needs settlement:read. */
  merchantPayoutAmount?: Maybe<Scalars['Decimal']['output']>;
  /** What the shopper paid for the item: its share of the payment's paidPrice. It may differ from price. */
  paidPrice?: Maybe<Scalars['Decimal']['output']>;
  /** iyzico's id of the item's part in the payment. */
  paymentTransactionId: Scalars['ID']['output'];
  /** The item's price in the basket. */
  price?: Maybe<Scalars['Decimal']['output']>;
  /** iyzico's key of the sub-merchant that sells the item; marketplaces only. Needs settlement:read. */
  subMerchantKey?: Maybe<Scalars['String']['output']>;
  /** What the sub-merchant is paid; marketplaces only. Needs settlement:read. */
  subMerchantPayoutAmount?: Maybe<Scalars['Decimal']['output']>;
  /** subMerchantPrice in percent of price; marketplaces only. Needs settlement:read. */
  subMerchantPayoutRate?: Maybe<Scalars['Decimal']['output']>;
  /** The sub-merchant's price of the item; marketplaces only. Needs settlement:read. */
  subMerchantPrice?: Maybe<Scalars['Decimal']['output']>;
  /** How far the item has come on its way through iyzico's checks. */
  transactionStatus: TransactionStatus;
};

/** The last payment made in a session. It may belong to another checkout form: shoppers may see its card, and only the merchant's systems the payment. */
export type LastPayment = {
  __typename?: 'LastPayment';
  /** The card that paid: show it as the one to pay with again. null where a wallet paid. */
  card?: Maybe<LastPaymentCard>;
  /** The token of the checkout form that was paid (iyzico: token). Needs payment:read. */
  checkoutFormToken?: Maybe<Scalars['ID']['output']>;
  /** The conversation id of this request's own call, as iyzico repeated it; of a session, as it was sent. null if iyzico did not repeat it, and if another request's call gave the answer. So do not match answers only by it. */
  conversationId?: Maybe<Scalars['String']['output']>;
  /** The language of the answer, according to iyzico. It may differ from the requested one. */
  locale?: Maybe<Locale>;
  /** The whole payment, found by its checkout form; null where iyzico did not name the form. Needs payment:read. */
  payment?: Maybe<Payment>;
  /** iyzico's id of the payment. Needs payment:read. */
  paymentId: Scalars['ID']['output'];
  /** The means of payment: a card or the wallet; null where iyzico does not say. */
  paymentType?: Maybe<PaymentType>;
  /** iyzico's clock when it answered (its systemTime), or this server's clock if iyzico sent no usable time. */
  retrievedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Half of the credential that payments are made with. Keep it on servers: never in a browser, a URL or a log. Needs session:manage. */
  sessionToken?: Maybe<Scalars['ID']['output']>;
};

/** The card of a session's last payment, with what a shopper wants to see before paying with it again. */
export type LastPaymentCard = Card & {
  __typename?: 'LastPaymentCard';
  /** The first 6 or 8 digits of the card number, which name the issuing bank; at most 6 for American Express. Needs payment:read. */
  binNumber?: Maybe<Scalars['String']['output']>;
  /** The card's network; null where iyzico does not say. */
  cardAssociation?: Maybe<CardAssociation>;
  /** The issuing bank's name; an open list. */
  cardBankName?: Maybe<Scalars['String']['output']>;
  /** The issuer's name for its product, such as Advantage. An open list: show it, do not switch on it. */
  cardFamily?: Maybe<Scalars['String']['output']>;
  /** The name on the card: personal data, so select it only to show it. Needs member:read. */
  cardHolderName?: Maybe<Scalars['String']['output']>;
  /** Credit, debit or prepaid; null where iyzico does not say, as for some foreign cards. */
  cardType?: Maybe<CardType>;
  /** The month in which the card expires, two digits: "05". */
  expireMonth?: Maybe<Scalars['String']['output']>;
  /** The year in which the card expires, four digits: "2026". */
  expireYear?: Maybe<Scalars['String']['output']>;
  /** Whether the card has expired: offer another one. */
  expired?: Maybe<Scalars['Boolean']['output']>;
  /** The last four digits of the card number. */
  lastFourDigits?: Maybe<Scalars['String']['output']>;
  /** Whether the card expires within this month. */
  willExpireSoon?: Maybe<Scalars['Boolean']['output']>;
};

/** The languages of iyzico's messages. */
export type Locale =
  /** English. */
  | 'EN'
  /** Turkish, iyzico's own default. */
  | 'TR'
  | '%future added value';

export type Mutation = {
  __typename?: 'Mutation';
  /** Ends the session in which a checkout form was paid: for a browser, which holds the form's token and never the session's keys. Safe to repeat. Needs a token for the checkout form, or session:manage. */
  expireCheckoutSession: ExpireSessionResult;
  /** Ends a session, so that no payment can be made in it any more, by the session's own keys. Safe to repeat. Needs session:manage. */
  expireSession: ExpireSessionResult;
};


export type MutationExpireCheckoutSessionArgs = {
  input: ExpireCheckoutSessionInput;
};


export type MutationExpireSessionArgs = {
  input: ExpireSessionInput;
};

/** A payment as iyzico keeps it. Declined payments are payments too: they have paymentStatus FAILURE and a failure. */
export type Payment = {
  __typename?: 'Payment';
  /** The bank's authorisation code. Needs payment:read. */
  authCode?: Maybe<Scalars['String']['output']>;
  /** The merchant's own id of the basket. */
  basketId?: Maybe<Scalars['String']['output']>;
  /** The URL that the merchant gave to the checkout form (iyzico: callbackUrl). Only with a payment that was queried by its checkout form. Needs payment:read. */
  callbackUrl?: Maybe<Scalars['String']['output']>;
  /** The card that paid; null where none did, as with a wallet. */
  card?: Maybe<PaymentCard>;
  /** The checkout form's token (iyzico: token); null if the payment was not queried by it. */
  checkoutFormToken?: Maybe<Scalars['ID']['output']>;
  /** The conversation id of this request's own call, as iyzico repeated it; of a session, as it was sent. null if iyzico did not repeat it, and if another request's call gave the answer. So do not match answers only by it. */
  conversationId?: Maybe<Scalars['String']['output']>;
  /** The currency of the payment's and its items' amounts. */
  currency?: Maybe<Scalars['Currency']['output']>;
  /** Why the payment was declined; null where it was not. */
  failure?: Maybe<PaymentFailure>;
  /** What iyzico's fraud check says. */
  fraudStatus: FraudStatus;
  /** The bank's own reference to the payment. Needs payment:read. */
  hostReference?: Maybe<Scalars['String']['output']>;
  /** The same as paymentId, for clients that keep a normalised cache. */
  id: Scalars['ID']['output'];
  /** In how many monthly parts the shopper pays: 1, 2, 3, 6, 9 or 12. */
  installment?: Maybe<Scalars['Int']['output']>;
  /** Whether the goods may leave: paymentStatus is SUCCESS and fraudStatus is APPROVED. Where this server enforces signatures, a payment whose signature is MISMATCHED is the error SIGNATURE_MISMATCH instead. */
  isShippable: Scalars['Boolean']['output'];
  /** The basket's items, each with its part of the payment. */
  itemTransactions: Array<ItemTransaction>;
  /** iyzico's fixed fee. Needs settlement:read. */
  iyziCommissionFee?: Maybe<Scalars['Decimal']['output']>;
  /** iyzico's commission by rate, as an amount. Needs settlement:read. */
  iyziCommissionRateAmount?: Maybe<Scalars['Decimal']['output']>;
  /** The language of the answer, according to iyzico. It may differ from the requested one. */
  locale?: Maybe<Locale>;
  /** The result of 3-D Secure: 1 where it succeeded; 0 and 2 to 7 come with payments that failed. null without 3-D Secure. */
  mdStatus?: Maybe<Scalars['String']['output']>;
  /** The e-mail address of the shopper's iyzico account. Only with a payment that was queried by its checkout form. Needs member:read. */
  memberEmail?: Maybe<Scalars['String']['output']>;
  /** The phone number of the shopper's iyzico account. Only with a payment that was queried by its checkout form. Needs member:read. */
  memberGsmNumber?: Maybe<Scalars['String']['output']>;
  /** The merchant's own commission, as a rate. Needs settlement:read. */
  merchantCommissionRate?: Maybe<Scalars['Decimal']['output']>;
  /** The merchant's own commission, as an amount. Needs settlement:read. */
  merchantCommissionRateAmount?: Maybe<Scalars['Decimal']['output']>;
  /** What the shopper paid. It may differ from price. */
  paidPrice?: Maybe<Scalars['Decimal']['output']>;
  /** iyzico's id of the payment. */
  paymentId: Scalars['ID']['output'];
  /** Whether the payment was made. FAILURE and the pending values are not final while the checkout form lives. */
  paymentStatus: PaymentStatus;
  /** iyzico's phase of the payment, such as AUTH. An open list. */
  phase?: Maybe<Scalars['String']['output']>;
  /** The basket's price. */
  price?: Maybe<Scalars['Decimal']['output']>;
  /** iyzico's clock when it answered (its systemTime), or this server's clock if iyzico sent no usable time. */
  retrievedAt: Scalars['DateTime']['output'];
  /** The shopper's session. A payment that is queried by its checkout form includes it, without a further call; null otherwise. */
  session?: Maybe<Session>;
  /** iyzico's signature of the payment. It covers the conversation id too: to check it yourself, query with a conversationId of your own. Needs payment:read. */
  signature?: Maybe<Scalars['String']['output']>;
  /** What this server's own check of the signature says. */
  signatureStatus: SignatureStatus;
};

/** The card that a payment was made with. */
export type PaymentCard = Card & {
  __typename?: 'PaymentCard';
  /** The first 6 or 8 digits of the card number, which name the issuing bank; at most 6 for American Express. Needs payment:read. */
  binNumber?: Maybe<Scalars['String']['output']>;
  /** The card's network; null where iyzico does not say. */
  cardAssociation?: Maybe<CardAssociation>;
  /** The issuer's name for its product, such as Advantage. An open list: show it, do not switch on it. */
  cardFamily?: Maybe<Scalars['String']['output']>;
  /** Credit, debit or prepaid; null where iyzico does not say, as for some foreign cards. */
  cardType?: Maybe<CardType>;
  /** The last four digits of the card number. */
  lastFourDigits?: Maybe<Scalars['String']['output']>;
};

/** Why a payment was declined, by the bank or by iyzico. Texts are cut to 500 characters. */
export type PaymentFailure = {
  __typename?: 'PaymentFailure';
  /** iyzico's error code: 10051 and other 10xxx codes of banks, 6000 of the fraud engine, 6001 of the blacklist. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** The bank's reason as a name, such as NOT_SUFFICIENT_FUNDS. */
  errorGroup?: Maybe<Scalars['String']['output']>;
  /** The reason in the language of the request. */
  errorMessage?: Maybe<Scalars['String']['output']>;
};

/** Whether the payment was made. Before shipping, select isShippable, which depends on the fraud check as well. */
export type PaymentStatus =
  /** The bank has answered the 3-D Secure check. It is not final while the checkout form lives (30 minutes). */
  | 'CALLBACK_THREEDS'
  /** The payment was declined: see failure for the reason. It is not final while the checkout form lives (30 minutes): the shopper may try again on it. */
  | 'FAILURE'
  /** The 3-D Secure check of the card has begun. It is not final while the checkout form lives (30 minutes). */
  | 'INIT_THREEDS'
  /** The payment was made. While fraudStatus is IN_REVIEW, that can still change. */
  | 'SUCCESS'
  /** iyzico sent no status, or one that it added after this schema was written. */
  | 'UNKNOWN'
  | '%future added value';

/** The means of payment. */
export type PaymentType =
  /** A card: the last payment then has a card to show. */
  | 'CARD_PAYMENT'
  /** The balance of the shopper's iyzico wallet: there is no card. */
  | 'FUND'
  /** A value that iyzico added after this schema was written. */
  | 'UNKNOWN'
  | '%future added value';

export type Query = {
  __typename?: 'Query';
  /** The last payment of a session by the session's own keys, for the merchant's systems. Browsers select session.lastPayment instead, without the keys. Needs session:manage. */
  lastPayment?: Maybe<LastPayment>;
  /** The payment of a checkout form with its items and the shopper's session: one call to iyzico for all of it. PAYMENT_PENDING until the shopper has paid: ask again after extensions.retryAfter seconds. NOT_FOUND for a token that you may not read. Needs a token for the checkout form, or payment:read. */
  payment?: Maybe<Payment>;
  /** A payment of the merchant's, for back offices: by exactly one of its id and the conversation id that it was made with. It comes without a session. Needs payment:read. */
  paymentDetail?: Maybe<Payment>;
  /** Payments by their ids, in the order of the ids; the others are still returned where one fails. A payment that fails is null and has its own error with extensions.paymentId; a malformed id too, with its place in extensions.fields. Payments that fail by one cause outside of them, such as IYZICO_RATE_LIMITED, share one error: its extensions.paymentIds names them. Each distinct id costs a call to iyzico, malformed ones do not. Needs payment:read. */
  paymentDetails: Array<Maybe<Payment>>;
  /** The session in which a checkout form was paid, for clients that do not need the payment; null where iyzico has none for the pair. It is the session that the payment itself has. Needs a token for the checkout form, or payment:read. */
  session?: Maybe<Session>;
};


export type QueryLastPaymentArgs = {
  conversationId?: InputMaybe<Scalars['String']['input']>;
  locale?: InputMaybe<Locale>;
  memberIdentifier: Scalars['ID']['input'];
  sessionToken: Scalars['ID']['input'];
};


export type QueryPaymentArgs = {
  checkoutFormToken: Scalars['ID']['input'];
  conversationId?: InputMaybe<Scalars['String']['input']>;
  locale?: InputMaybe<Locale>;
};


export type QueryPaymentDetailArgs = {
  conversationId?: InputMaybe<Scalars['String']['input']>;
  locale?: InputMaybe<Locale>;
  paymentConversationId?: InputMaybe<Scalars['String']['input']>;
  paymentId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryPaymentDetailsArgs = {
  conversationId?: InputMaybe<Scalars['String']['input']>;
  locale?: InputMaybe<Locale>;
  paymentIds: Array<Scalars['ID']['input']>;
};


export type QuerySessionArgs = {
  checkoutFormToken: Scalars['ID']['input'];
  conversationId?: InputMaybe<Scalars['String']['input']>;
  locale?: InputMaybe<Locale>;
  paymentId: Scalars['ID']['input'];
};

/** A shopper's session at iyzico, opened by a Pay with iyzico checkout, in which payments are made. */
export type Session = {
  __typename?: 'Session';
  /** The conversation id of this request's own call, as iyzico repeated it; of a session, as it was sent. null if iyzico did not repeat it, and if another request's call gave the answer. So do not match answers only by it. */
  conversationId?: Maybe<Scalars['String']['output']>;
  /** An opaque id of the session, always the same and in every process; it does not reveal the session's token. */
  id: Scalars['ID']['output'];
  /** The last payment made in the session, which may belong to another checkout form. Costs a call to iyzico, and one more if the server has no access token for the session. null, without an error, where iyzico refuses it because the session is over. */
  lastPayment?: Maybe<LastPayment>;
  /** The card of the last payment: the same as lastPayment.card, at the same cost, and null for the same reasons or where no card paid. */
  lastPaymentCard?: Maybe<LastPaymentCard>;
  /** The language of the answer, according to iyzico. It may differ from the requested one. */
  locale?: Maybe<Locale>;
  /** The other half of that credential, which names the shopper to iyzico. Keep it on servers. Needs session:manage. */
  memberIdentifier?: Maybe<Scalars['ID']['output']>;
  /** The payment of the checkout form by which the session was found; null where it was found by its own token. Needs a token for the checkout form, or payment:read. */
  payment?: Maybe<Payment>;
  /** The means of payment: a card or the wallet; null where iyzico does not say. */
  paymentType?: Maybe<PaymentType>;
  /** iyzico's clock when it answered (its systemTime), or this server's clock if iyzico sent no usable time. */
  retrievedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether payments can be made in the session. */
  sessionStatus: SessionStatus;
  /** Half of the credential that payments are made with. Keep it on servers: never in a browser, a URL or a log. Needs session:manage. */
  sessionToken?: Maybe<Scalars['ID']['output']>;
};

/** The session had already been ended (iyzico 260030). This is not a failure. */
export type SessionAlreadyExpired = {
  __typename?: 'SessionAlreadyExpired';
  /** The conversation id of this request's own call, as iyzico repeated it; of a session, as it was sent. null if iyzico did not repeat it, and if another request's call gave the answer. So do not match answers only by it. */
  conversationId?: Maybe<Scalars['String']['output']>;
  /** The language of the answer, according to iyzico. It may differ from the requested one. */
  locale?: Maybe<Locale>;
  /** iyzico's message, in the language of the request, or this server's where iyzico sent none. */
  message: Scalars['String']['output'];
  /** iyzico's clock when it answered (its systemTime), or this server's clock if iyzico sent no usable time. */
  retrievedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The session, PASSIVE: a normalised cache updates itself by its id. */
  session: Session;
};

/** This request ended the session. */
export type SessionExpired = {
  __typename?: 'SessionExpired';
  /** The conversation id of this request's own call, as iyzico repeated it; of a session, as it was sent. null if iyzico did not repeat it, and if another request's call gave the answer. So do not match answers only by it. */
  conversationId?: Maybe<Scalars['String']['output']>;
  /** The language of the answer, according to iyzico. It may differ from the requested one. */
  locale?: Maybe<Locale>;
  /** iyzico's clock when it answered (its systemTime), or this server's clock if iyzico sent no usable time. */
  retrievedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The session, now PASSIVE: a normalised cache updates itself by its id. */
  session: Session;
};

/** iyzico has no such session (260016), or none for the checkout form: there is nothing to end. */
export type SessionNotFound = {
  __typename?: 'SessionNotFound';
  /** The conversation id of this request's own call, as iyzico repeated it; of a session, as it was sent. null if iyzico did not repeat it, and if another request's call gave the answer. So do not match answers only by it. */
  conversationId?: Maybe<Scalars['String']['output']>;
  /** The language of the answer, according to iyzico. It may differ from the requested one. */
  locale?: Maybe<Locale>;
  /** iyzico's message, in the language of the request, or this server's where iyzico sent none. */
  message: Scalars['String']['output'];
  /** iyzico's clock when it answered (its systemTime), or this server's clock if iyzico sent no usable time. */
  retrievedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Whether payments can be made in a session. */
export type SessionStatus =
  /** Payments can be made in it. */
  | 'ACTIVE'
  /** Over: ended by the merchant or by a newer checkout of the same shopper, or its time has passed. No payment can be made in it. */
  | 'PASSIVE'
  /** iyzico sent no status, or one that it added after this schema was written. */
  | 'UNKNOWN'
  | '%future added value';

/** Whether iyzico's signature covers the payment's id, amounts and currency as they are shown here. */
export type SignatureStatus =
  /** iyzico sent no signature. */
  | 'ABSENT'
  /** The signature does not fit: check the payment by other means before acting on it. */
  | 'MISMATCHED'
  /** The signature fits these values. */
  | 'VERIFIED'
  | '%future added value';

/** How far an item has come on its way through iyzico's checks. */
export type TransactionStatus =
  /** Approved (2). An item of a plain sale, without a marketplace, has this status at once. */
  | 'APPROVED'
  /** A marketplace item that passed the fraud check (1). Its sub-merchant is not paid before the marketplace approves the item. */
  | 'AWAITING_APPROVAL'
  /** iyzico's fraud check of the payment is not finished (0): do not ship yet. */
  | 'IN_FRAUD_REVIEW'
  /** The fraud check refused the payment (-1): do not ship. */
  | 'REJECTED'
  /** iyzico sent no status, or one that it added after this schema was written. */
  | 'UNKNOWN'
  | '%future added value';

export type ExpireSessionMutationVariables = Exact<{
  input: ExpireSessionInput;
}>;


export type ExpireSessionMutation = { __typename?: 'Mutation', expireSession:
    | { __typename?: 'SessionAlreadyExpired', message: string, session: { __typename?: 'Session', id: string, sessionStatus: SessionStatus } }
    | { __typename?: 'SessionExpired', retrievedAt?: string | null, session: { __typename?: 'Session', id: string, sessionStatus: SessionStatus } }
    | { __typename?: 'SessionNotFound', message: string }
   };

export type ExpireCheckoutSessionMutationVariables = Exact<{
  input: ExpireCheckoutSessionInput;
}>;


export type ExpireCheckoutSessionMutation = { __typename?: 'Mutation', expireCheckoutSession:
    | { __typename?: 'SessionAlreadyExpired', message: string, session: { __typename?: 'Session', id: string, sessionStatus: SessionStatus } }
    | { __typename?: 'SessionExpired', retrievedAt?: string | null, session: { __typename?: 'Session', id: string, sessionStatus: SessionStatus } }
    | { __typename?: 'SessionNotFound', message: string }
   };

type Expiry_SessionAlreadyExpired_Fragment = { __typename?: 'SessionAlreadyExpired', message: string, session: { __typename?: 'Session', id: string, sessionStatus: SessionStatus } };

type Expiry_SessionExpired_Fragment = { __typename?: 'SessionExpired', retrievedAt?: string | null, session: { __typename?: 'Session', id: string, sessionStatus: SessionStatus } };

type Expiry_SessionNotFound_Fragment = { __typename?: 'SessionNotFound', message: string };

export type ExpiryFragment =
  | Expiry_SessionAlreadyExpired_Fragment
  | Expiry_SessionExpired_Fragment
  | Expiry_SessionNotFound_Fragment
;

export type LastPaymentQueryVariables = Exact<{
  sessionToken: Scalars['ID']['input'];
  memberIdentifier: Scalars['ID']['input'];
}>;


export type LastPaymentQuery = { __typename?: 'Query', lastPayment?: { __typename?: 'LastPayment', paymentId: string, checkoutFormToken?: string | null, paymentType?: PaymentType | null, retrievedAt?: string | null, card?: { __typename?: 'LastPaymentCard', cardHolderName?: string | null, cardAssociation?: CardAssociation | null, cardFamily?: string | null, cardType?: CardType | null, binNumber?: string | null, lastFourDigits?: string | null, cardBankName?: string | null, expireMonth?: string | null, expireYear?: string | null, expired?: boolean | null, willExpireSoon?: boolean | null } | null } | null };

export type PaymentDetailQueryVariables = Exact<{
  paymentId?: InputMaybe<Scalars['ID']['input']>;
  paymentConversationId?: InputMaybe<Scalars['String']['input']>;
}>;


export type PaymentDetailQuery = { __typename?: 'Query', paymentDetail?: { __typename?: 'Payment', id: string, paymentStatus: PaymentStatus, fraudStatus: FraudStatus, isShippable: boolean, phase?: string | null, price?: string | null, paidPrice?: string | null, currency?: string | null, installment?: number | null, basketId?: string | null, conversationId?: string | null, authCode?: string | null, hostReference?: string | null, mdStatus?: string | null, signatureStatus: SignatureStatus, merchantCommissionRate?: string | null, merchantCommissionRateAmount?: string | null, iyziCommissionRateAmount?: string | null, iyziCommissionFee?: string | null, retrievedAt: string, card?: { __typename?: 'PaymentCard', cardType?: CardType | null, cardAssociation?: CardAssociation | null, cardFamily?: string | null, binNumber?: string | null, lastFourDigits?: string | null } | null, itemTransactions: Array<{ __typename?: 'ItemTransaction', id: string, itemId?: string | null, transactionStatus: TransactionStatus, price?: string | null, paidPrice?: string | null, currency?: string | null, merchantCommissionRate?: string | null, merchantCommissionRateAmount?: string | null, iyziCommissionRateAmount?: string | null, iyziCommissionFee?: string | null, blockageRate?: string | null, blockageRateAmountMerchant?: string | null, blockageRateAmountSubMerchant?: string | null, blockageResolvedDate?: string | null, subMerchantKey?: string | null, subMerchantPrice?: string | null, subMerchantPayoutRate?: string | null, subMerchantPayoutAmount?: string | null, merchantPayoutAmount?: string | null, convertedPayout?: { __typename?: 'ConvertedPayout', paidPrice?: string | null, iyziCommissionRateAmount?: string | null, iyziCommissionFee?: string | null, blockageRateAmountMerchant?: string | null, blockageRateAmountSubMerchant?: string | null, subMerchantPayoutAmount?: string | null, merchantPayoutAmount?: string | null, iyziConversionRate?: string | null, iyziConversionRateAmount?: string | null, currency?: string | null } | null }>, failure?: { __typename?: 'PaymentFailure', errorCode?: string | null, errorMessage?: string | null, errorGroup?: string | null } | null } | null };

export type PaymentDetailsQueryVariables = Exact<{
  paymentIds: Array<Scalars['ID']['input']> | Scalars['ID']['input'];
}>;


export type PaymentDetailsQuery = { __typename?: 'Query', paymentDetails: Array<{ __typename?: 'Payment', id: string, paymentStatus: PaymentStatus, fraudStatus: FraudStatus, isShippable: boolean, phase?: string | null, price?: string | null, paidPrice?: string | null, currency?: string | null, installment?: number | null, basketId?: string | null, conversationId?: string | null, authCode?: string | null, hostReference?: string | null, mdStatus?: string | null, signatureStatus: SignatureStatus, merchantCommissionRate?: string | null, merchantCommissionRateAmount?: string | null, iyziCommissionRateAmount?: string | null, iyziCommissionFee?: string | null, retrievedAt: string, card?: { __typename?: 'PaymentCard', cardType?: CardType | null, cardAssociation?: CardAssociation | null, cardFamily?: string | null, binNumber?: string | null, lastFourDigits?: string | null } | null, itemTransactions: Array<{ __typename?: 'ItemTransaction', id: string, itemId?: string | null, transactionStatus: TransactionStatus, price?: string | null, paidPrice?: string | null, currency?: string | null, merchantCommissionRate?: string | null, merchantCommissionRateAmount?: string | null, iyziCommissionRateAmount?: string | null, iyziCommissionFee?: string | null, blockageRate?: string | null, blockageRateAmountMerchant?: string | null, blockageRateAmountSubMerchant?: string | null, blockageResolvedDate?: string | null, subMerchantKey?: string | null, subMerchantPrice?: string | null, subMerchantPayoutRate?: string | null, subMerchantPayoutAmount?: string | null, merchantPayoutAmount?: string | null, convertedPayout?: { __typename?: 'ConvertedPayout', paidPrice?: string | null, iyziCommissionRateAmount?: string | null, iyziCommissionFee?: string | null, blockageRateAmountMerchant?: string | null, blockageRateAmountSubMerchant?: string | null, subMerchantPayoutAmount?: string | null, merchantPayoutAmount?: string | null, iyziConversionRate?: string | null, iyziConversionRateAmount?: string | null, currency?: string | null } | null }>, failure?: { __typename?: 'PaymentFailure', errorCode?: string | null, errorMessage?: string | null, errorGroup?: string | null } | null } | null> };

export type SettlementFragment = { __typename?: 'Payment', id: string, paymentStatus: PaymentStatus, fraudStatus: FraudStatus, isShippable: boolean, phase?: string | null, price?: string | null, paidPrice?: string | null, currency?: string | null, installment?: number | null, basketId?: string | null, conversationId?: string | null, authCode?: string | null, hostReference?: string | null, mdStatus?: string | null, signatureStatus: SignatureStatus, merchantCommissionRate?: string | null, merchantCommissionRateAmount?: string | null, iyziCommissionRateAmount?: string | null, iyziCommissionFee?: string | null, retrievedAt: string, card?: { __typename?: 'PaymentCard', cardType?: CardType | null, cardAssociation?: CardAssociation | null, cardFamily?: string | null, binNumber?: string | null, lastFourDigits?: string | null } | null, itemTransactions: Array<{ __typename?: 'ItemTransaction', id: string, itemId?: string | null, transactionStatus: TransactionStatus, price?: string | null, paidPrice?: string | null, currency?: string | null, merchantCommissionRate?: string | null, merchantCommissionRateAmount?: string | null, iyziCommissionRateAmount?: string | null, iyziCommissionFee?: string | null, blockageRate?: string | null, blockageRateAmountMerchant?: string | null, blockageRateAmountSubMerchant?: string | null, blockageResolvedDate?: string | null, subMerchantKey?: string | null, subMerchantPrice?: string | null, subMerchantPayoutRate?: string | null, subMerchantPayoutAmount?: string | null, merchantPayoutAmount?: string | null, convertedPayout?: { __typename?: 'ConvertedPayout', paidPrice?: string | null, iyziCommissionRateAmount?: string | null, iyziCommissionFee?: string | null, blockageRateAmountMerchant?: string | null, blockageRateAmountSubMerchant?: string | null, subMerchantPayoutAmount?: string | null, merchantPayoutAmount?: string | null, iyziConversionRate?: string | null, iyziConversionRateAmount?: string | null, currency?: string | null } | null }>, failure?: { __typename?: 'PaymentFailure', errorCode?: string | null, errorMessage?: string | null, errorGroup?: string | null } | null };

export type PaymentQueryVariables = Exact<{
  checkoutFormToken: Scalars['ID']['input'];
}>;


export type PaymentQuery = { __typename?: 'Query', payment?: { __typename?: 'Payment', id: string, paymentStatus: PaymentStatus, fraudStatus: FraudStatus, isShippable: boolean, price?: string | null, paidPrice?: string | null, currency?: string | null, installment?: number | null, basketId?: string | null, card?: { __typename?: 'PaymentCard', cardType?: CardType | null, cardAssociation?: CardAssociation | null, cardFamily?: string | null, lastFourDigits?: string | null } | null, itemTransactions: Array<{ __typename?: 'ItemTransaction', id: string, itemId?: string | null, transactionStatus: TransactionStatus, price?: string | null, paidPrice?: string | null, currency?: string | null }>, failure?: { __typename?: 'PaymentFailure', errorCode?: string | null, errorMessage?: string | null, errorGroup?: string | null } | null, session?: { __typename?: 'Session', id: string, sessionStatus: SessionStatus, paymentType?: PaymentType | null, lastPaymentCard?: { __typename?: 'LastPaymentCard', cardAssociation?: CardAssociation | null, cardBankName?: string | null, cardFamily?: string | null, lastFourDigits?: string | null, expireMonth?: string | null, expireYear?: string | null, expired?: boolean | null } | null } | null } | null };

export type SessionQueryVariables = Exact<{
  checkoutFormToken: Scalars['ID']['input'];
  paymentId: Scalars['ID']['input'];
}>;


export type SessionQuery = { __typename?: 'Query', session?: { __typename?: 'Session', id: string, sessionStatus: SessionStatus, paymentType?: PaymentType | null, retrievedAt?: string | null } | null };

export const ExpiryFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Expiry"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ExpireSessionResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retrievedAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionAlreadyExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionNotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ExpiryFragment, unknown>;
export const SettlementFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Settlement"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Payment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"paymentStatus"}},{"kind":"Field","name":{"kind":"Name","value":"fraudStatus"}},{"kind":"Field","name":{"kind":"Name","value":"isShippable"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"price"}},{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"installment"}},{"kind":"Field","name":{"kind":"Name","value":"basketId"}},{"kind":"Field","name":{"kind":"Name","value":"conversationId"}},{"kind":"Field","name":{"kind":"Name","value":"authCode"}},{"kind":"Field","name":{"kind":"Name","value":"hostReference"}},{"kind":"Field","name":{"kind":"Name","value":"mdStatus"}},{"kind":"Field","name":{"kind":"Name","value":"signatureStatus"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRate"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionFee"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardType"}},{"kind":"Field","name":{"kind":"Name","value":"cardAssociation"}},{"kind":"Field","name":{"kind":"Name","value":"cardFamily"}},{"kind":"Field","name":{"kind":"Name","value":"binNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lastFourDigits"}}]}},{"kind":"Field","name":{"kind":"Name","value":"itemTransactions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"itemId"}},{"kind":"Field","name":{"kind":"Name","value":"transactionStatus"}},{"kind":"Field","name":{"kind":"Name","value":"price"}},{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRate"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionFee"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRate"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountSubMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"blockageResolvedDate"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantKey"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPrice"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPayoutRate"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"merchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"convertedPayout"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionFee"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountSubMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"merchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziConversionRate"}},{"kind":"Field","name":{"kind":"Name","value":"iyziConversionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"errorGroup"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retrievedAt"}}]}}]} as unknown as DocumentNode<SettlementFragment, unknown>;
export const ExpireSessionDocument = {"__meta__":{"hash":"52f7cc71ff5b6c8c79f2e6b0582076319fe8e651bb9c3927c749d458d18abfe8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ExpireSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExpireSessionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expireSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Expiry"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Expiry"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ExpireSessionResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retrievedAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionAlreadyExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionNotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ExpireSessionMutation, ExpireSessionMutationVariables>;
export const ExpireCheckoutSessionDocument = {"__meta__":{"hash":"f521db8a48ec6e918979852c559cb68d8a5d3f41fd0fed7d9449562743fa25d1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ExpireCheckoutSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExpireCheckoutSessionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expireCheckoutSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Expiry"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Expiry"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ExpireSessionResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retrievedAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionAlreadyExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionNotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ExpireCheckoutSessionMutation, ExpireCheckoutSessionMutationVariables>;
export const LastPaymentDocument = {"__meta__":{"hash":"45fbd715cdb98daad10292f9189715a33db4f32f5f29a06d2ef733a19abcf7be"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LastPayment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sessionToken"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"memberIdentifier"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastPayment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sessionToken"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sessionToken"}}},{"kind":"Argument","name":{"kind":"Name","value":"memberIdentifier"},"value":{"kind":"Variable","name":{"kind":"Name","value":"memberIdentifier"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paymentId"}},{"kind":"Field","name":{"kind":"Name","value":"checkoutFormToken"}},{"kind":"Field","name":{"kind":"Name","value":"paymentType"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardHolderName"}},{"kind":"Field","name":{"kind":"Name","value":"cardAssociation"}},{"kind":"Field","name":{"kind":"Name","value":"cardFamily"}},{"kind":"Field","name":{"kind":"Name","value":"cardType"}},{"kind":"Field","name":{"kind":"Name","value":"binNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lastFourDigits"}},{"kind":"Field","name":{"kind":"Name","value":"cardBankName"}},{"kind":"Field","name":{"kind":"Name","value":"expireMonth"}},{"kind":"Field","name":{"kind":"Name","value":"expireYear"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}},{"kind":"Field","name":{"kind":"Name","value":"willExpireSoon"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retrievedAt"}}]}}]}}]} as unknown as DocumentNode<LastPaymentQuery, LastPaymentQueryVariables>;
export const PaymentDetailDocument = {"__meta__":{"hash":"59541113fdced44725786a0e13fb539aa3ab6a87e7adb3a064daa20f149d3b07"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PaymentDetail"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"paymentId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"paymentConversationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paymentDetail"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"paymentId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"paymentId"}}},{"kind":"Argument","name":{"kind":"Name","value":"paymentConversationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"paymentConversationId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Settlement"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Settlement"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Payment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"paymentStatus"}},{"kind":"Field","name":{"kind":"Name","value":"fraudStatus"}},{"kind":"Field","name":{"kind":"Name","value":"isShippable"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"price"}},{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"installment"}},{"kind":"Field","name":{"kind":"Name","value":"basketId"}},{"kind":"Field","name":{"kind":"Name","value":"conversationId"}},{"kind":"Field","name":{"kind":"Name","value":"authCode"}},{"kind":"Field","name":{"kind":"Name","value":"hostReference"}},{"kind":"Field","name":{"kind":"Name","value":"mdStatus"}},{"kind":"Field","name":{"kind":"Name","value":"signatureStatus"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRate"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionFee"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardType"}},{"kind":"Field","name":{"kind":"Name","value":"cardAssociation"}},{"kind":"Field","name":{"kind":"Name","value":"cardFamily"}},{"kind":"Field","name":{"kind":"Name","value":"binNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lastFourDigits"}}]}},{"kind":"Field","name":{"kind":"Name","value":"itemTransactions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"itemId"}},{"kind":"Field","name":{"kind":"Name","value":"transactionStatus"}},{"kind":"Field","name":{"kind":"Name","value":"price"}},{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRate"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionFee"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRate"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountSubMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"blockageResolvedDate"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantKey"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPrice"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPayoutRate"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"merchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"convertedPayout"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionFee"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountSubMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"merchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziConversionRate"}},{"kind":"Field","name":{"kind":"Name","value":"iyziConversionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"errorGroup"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retrievedAt"}}]}}]} as unknown as DocumentNode<PaymentDetailQuery, PaymentDetailQueryVariables>;
export const PaymentDetailsDocument = {"__meta__":{"hash":"c2d128a7f475f494a437e50ffff363bcddd9185e1d97903f266c83dd7a42655f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PaymentDetails"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"paymentIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paymentDetails"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"paymentIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"paymentIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Settlement"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Settlement"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Payment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"paymentStatus"}},{"kind":"Field","name":{"kind":"Name","value":"fraudStatus"}},{"kind":"Field","name":{"kind":"Name","value":"isShippable"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"price"}},{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"installment"}},{"kind":"Field","name":{"kind":"Name","value":"basketId"}},{"kind":"Field","name":{"kind":"Name","value":"conversationId"}},{"kind":"Field","name":{"kind":"Name","value":"authCode"}},{"kind":"Field","name":{"kind":"Name","value":"hostReference"}},{"kind":"Field","name":{"kind":"Name","value":"mdStatus"}},{"kind":"Field","name":{"kind":"Name","value":"signatureStatus"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRate"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionFee"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardType"}},{"kind":"Field","name":{"kind":"Name","value":"cardAssociation"}},{"kind":"Field","name":{"kind":"Name","value":"cardFamily"}},{"kind":"Field","name":{"kind":"Name","value":"binNumber"}},{"kind":"Field","name":{"kind":"Name","value":"lastFourDigits"}}]}},{"kind":"Field","name":{"kind":"Name","value":"itemTransactions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"itemId"}},{"kind":"Field","name":{"kind":"Name","value":"transactionStatus"}},{"kind":"Field","name":{"kind":"Name","value":"price"}},{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRate"}},{"kind":"Field","name":{"kind":"Name","value":"merchantCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionFee"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRate"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountSubMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"blockageResolvedDate"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantKey"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPrice"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPayoutRate"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"merchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"convertedPayout"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziCommissionFee"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"blockageRateAmountSubMerchant"}},{"kind":"Field","name":{"kind":"Name","value":"subMerchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"merchantPayoutAmount"}},{"kind":"Field","name":{"kind":"Name","value":"iyziConversionRate"}},{"kind":"Field","name":{"kind":"Name","value":"iyziConversionRateAmount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"errorGroup"}}]}},{"kind":"Field","name":{"kind":"Name","value":"retrievedAt"}}]}}]} as unknown as DocumentNode<PaymentDetailsQuery, PaymentDetailsQueryVariables>;
export const PaymentDocument = {"__meta__":{"hash":"1d0b7882c9b16a79a408a6f5788cfe10cc0277f885800313f7cef45675bb7820"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Payment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"checkoutFormToken"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"checkoutFormToken"},"value":{"kind":"Variable","name":{"kind":"Name","value":"checkoutFormToken"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"paymentStatus"}},{"kind":"Field","name":{"kind":"Name","value":"fraudStatus"}},{"kind":"Field","name":{"kind":"Name","value":"isShippable"}},{"kind":"Field","name":{"kind":"Name","value":"price"}},{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"installment"}},{"kind":"Field","name":{"kind":"Name","value":"basketId"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardType"}},{"kind":"Field","name":{"kind":"Name","value":"cardAssociation"}},{"kind":"Field","name":{"kind":"Name","value":"cardFamily"}},{"kind":"Field","name":{"kind":"Name","value":"lastFourDigits"}}]}},{"kind":"Field","name":{"kind":"Name","value":"itemTransactions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"itemId"}},{"kind":"Field","name":{"kind":"Name","value":"transactionStatus"}},{"kind":"Field","name":{"kind":"Name","value":"price"}},{"kind":"Field","name":{"kind":"Name","value":"paidPrice"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"errorGroup"}}]}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionStatus"}},{"kind":"Field","name":{"kind":"Name","value":"paymentType"}},{"kind":"Field","name":{"kind":"Name","value":"lastPaymentCard"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardAssociation"}},{"kind":"Field","name":{"kind":"Name","value":"cardBankName"}},{"kind":"Field","name":{"kind":"Name","value":"cardFamily"}},{"kind":"Field","name":{"kind":"Name","value":"lastFourDigits"}},{"kind":"Field","name":{"kind":"Name","value":"expireMonth"}},{"kind":"Field","name":{"kind":"Name","value":"expireYear"}},{"kind":"Field","name":{"kind":"Name","value":"expired"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PaymentQuery, PaymentQueryVariables>;
export const SessionDocument = {"__meta__":{"hash":"51b78a016a8e7b459cb18bef943a86ac71c50c20a5beb7879fd7cd2e6b1e7c4c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Session"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"checkoutFormToken"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"paymentId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"checkoutFormToken"},"value":{"kind":"Variable","name":{"kind":"Name","value":"checkoutFormToken"}}},{"kind":"Argument","name":{"kind":"Name","value":"paymentId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"paymentId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionStatus"}},{"kind":"Field","name":{"kind":"Name","value":"paymentType"}},{"kind":"Field","name":{"kind":"Name","value":"retrievedAt"}}]}}]}}]} as unknown as DocumentNode<SessionQuery, SessionQueryVariables>;