/** The part of schema/schema.graphql that the benchmark's query selects, as a team would write it by hand. */
export const typeDefs = `#graphql
  type Query {
    payment(checkoutFormToken: ID!): Payment
  }

  type Payment {
    id: ID!
    paymentStatus: PaymentStatus!
    fraudStatus: FraudStatus!
    isShippable: Boolean!
    price: String
    paidPrice: String
    currency: String
    installment: Int
    basketId: String
    card: PaymentCard
    itemTransactions: [ItemTransaction!]!
    failure: PaymentFailure
    session: Session
  }

  enum PaymentStatus {
    SUCCESS
    FAILURE
    INIT_THREEDS
    CALLBACK_THREEDS
  }

  enum FraudStatus {
    APPROVED
    IN_REVIEW
    REJECTED
  }

  type PaymentCard {
    cardType: String
    cardAssociation: String
    cardFamily: String
    lastFourDigits: String
  }

  type ItemTransaction {
    id: ID!
    itemId: ID
    transactionStatus: TransactionStatus!
    price: String
    paidPrice: String
    currency: String
  }

  enum TransactionStatus {
    IN_FRAUD_REVIEW
    REJECTED
    AWAITING_APPROVAL
    APPROVED
  }

  type PaymentFailure {
    errorCode: String
    errorMessage: String
    errorGroup: String
  }

  type Session {
    id: ID!
    sessionStatus: SessionStatus!
    paymentType: String
    lastPaymentCard: LastPaymentCard
  }

  enum SessionStatus {
    ACTIVE
    PASSIVE
  }

  type LastPaymentCard {
    cardAssociation: String
    cardBankName: String
    cardFamily: String
    lastFourDigits: String
    expireMonth: String
    expireYear: String
    expired: Boolean
  }
`;
