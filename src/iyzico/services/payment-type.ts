/**
 * What a session's payment was made with: a card, or the wallet (`FUND`).
 * `UNKNOWN`: a value that is not in iyzico's closed list.
 */
export const PaymentType = { CARD_PAYMENT: 'CARD_PAYMENT', FUND: 'FUND', UNKNOWN: 'UNKNOWN' } as const;
export type PaymentType = keyof typeof PaymentType;
