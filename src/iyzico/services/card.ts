import type { Fields } from '../wire/fields.js';

export const CardType = {
  CREDIT_CARD: 'CREDIT_CARD',
  DEBIT_CARD: 'DEBIT_CARD',
  PREPAID_CARD: 'PREPAID_CARD',
  UNKNOWN: 'UNKNOWN',
} as const;
export type CardType = keyof typeof CardType;

export const CardAssociation = {
  VISA: 'VISA',
  MASTER_CARD: 'MASTER_CARD',
  AMERICAN_EXPRESS: 'AMERICAN_EXPRESS',
  TROY: 'TROY',
  UNKNOWN: 'UNKNOWN',
} as const;
export type CardAssociation = keyof typeof CardAssociation;

/** What may be told of any card. */
export interface Card {
  readonly cardType: CardType | null;
  readonly cardAssociation: CardAssociation | null;
  /** The issuer's product name; the list is open. */
  readonly cardFamily: string | null;
  /** The first 6 or 8 digits, which name the issuer; 6 for American Express. */
  readonly binNumber: string | null;
  readonly lastFourDigits: string | null;
}

export function readCard(fields: Fields): Card {
  const cardAssociation = fields.memberOrUnknown('cardAssociation', CardAssociation);
  return {
    cardType: fields.memberOrUnknown('cardType', CardType),
    cardAssociation,
    cardFamily: fields.text('cardFamily'),
    binNumber: printableBin(fields.matching('binNumber', /^\d{6}(\d{2})?$/), cardAssociation),
    lastFourDigits: fields.matching('lastFourDigits', /^\d{4}$/),
  };
}

/** A card of which iyzico tells nothing is none, as with a wallet. */
export function unlessEmpty<C extends Card>(card: C): C | null {
  return Object.values(card).every((value) => value === null) ? null : card;
}

/** An American Express number has 15 digits: 8 of them beside the last 4 would leave 3 to guess. */
function printableBin(binNumber: string | null, cardAssociation: CardAssociation | null): string | null {
  if (binNumber === null) return null;
  return cardAssociation === CardAssociation.AMERICAN_EXPRESS || /^3[47]/.test(binNumber)
    ? binNumber.slice(0, 6)
    : binNumber;
}
