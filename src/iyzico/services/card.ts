import type { Fields } from '../wire/fields.js';

/** iyzico's closed list. `UNKNOWN`: a value that is not in it. */
export const CardType = {
  CREDIT_CARD: 'CREDIT_CARD',
  DEBIT_CARD: 'DEBIT_CARD',
  PREPAID_CARD: 'PREPAID_CARD',
  UNKNOWN: 'UNKNOWN',
} as const;
export type CardType = keyof typeof CardType;

/** The network of a card, by iyzico's closed list. `UNKNOWN`: a value that is not in it. */
export const CardAssociation = {
  VISA: 'VISA',
  MASTER_CARD: 'MASTER_CARD',
  AMERICAN_EXPRESS: 'AMERICAN_EXPRESS',
  TROY: 'TROY',
  UNKNOWN: 'UNKNOWN',
} as const;
export type CardAssociation = keyof typeof CardAssociation;

/**
 * The part of a card that may be shown. It is never enough to pay with.
 * iyzico sends these fields for card payments only, and some of them for local cards only: a missing one is `null`.
 */
export interface Card {
  readonly cardType: CardType | null;
  readonly cardAssociation: CardAssociation | null;
  /** The issuer's name of its product, such as `Bonus`: an open list. */
  readonly cardFamily: string | null;
  /** The first 6 or 8 digits, which identify the issuing bank; always 6 for American Express. */
  readonly binNumber: string | null;
  /** Four digits. */
  readonly lastFourDigits: string | null;
}

export function readCard(fields: Fields): Card {
  const cardAssociation = fields.memberOrUnknown('cardAssociation', CardAssociation);
  return {
    cardType: fields.memberOrUnknown('cardType', CardType),
    cardAssociation,
    cardFamily: fields.freeText('cardFamily'),
    binNumber: showableBin(fields.matching('binNumber', /^\d{6}(\d{2})?$/), cardAssociation),
    lastFourDigits: fields.matching('lastFourDigits', /^\d{4}$/),
  };
}

/** An American Express number has 15 digits: with 8 of them and the last 4, only 3 would be unknown. */
function showableBin(binNumber: string | null, cardAssociation: CardAssociation | null): string | null {
  if (binNumber === null) return null;
  return cardAssociation === CardAssociation.AMERICAN_EXPRESS || /^3[47]/.test(binNumber)
    ? binNumber.slice(0, 6)
    : binNumber;
}
