/** What a session's payment was made with: a card, or the balance of a wallet. */
export const PaymentType = { CARD_PAYMENT: 'CARD_PAYMENT', FUND: 'FUND', UNKNOWN: 'UNKNOWN' } as const;
export type PaymentType = keyof typeof PaymentType;
