import { Field, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import {
  CardAssociation,
  CardType,
  type Card as IyzicoCard,
  type LastPaymentCard as IyzicoLastPaymentCard,
} from '../iyzico/index.js';
import { RequiresScope } from './requires-scopes.js';

registerEnumType(CardType, {
  name: 'CardType',
  description: 'How a card draws its money.',
  valuesConfig: {
    CREDIT_CARD: { description: 'Lends: the only kind that can pay in installments.' },
    DEBIT_CARD: { description: "Draws on its holder's bank account." },
    PREPAID_CARD: { description: 'Draws on what was loaded onto it before.' },
    UNKNOWN: { description: 'A value that iyzico added after this schema was written.' },
  },
});

registerEnumType(CardAssociation, {
  name: 'CardAssociation',
  description: 'The network that a card belongs to: choose its logo by it.',
  valuesConfig: {
    VISA: { description: 'Visa, Visa Electron included.' },
    MASTER_CARD: { description: 'Mastercard, Maestro included.' },
    AMERICAN_EXPRESS: { description: 'American Express: 15 digits, and a BIN cut to 6.' },
    TROY: { description: "Turkey's own network." },
    UNKNOWN: { description: 'A value that iyzico added after this schema was written.' },
  },
});

@InterfaceType({
  description: 'The parts of a card by which its holder recognises it; never enough to pay with.',
})
export abstract class Card implements IyzicoCard {
  @Field(() => CardType, {
    nullable: true,
    description: 'Credit, debit or prepaid; null where iyzico does not say, as for some foreign cards.',
  })
  cardType!: CardType | null;

  @Field(() => CardAssociation, { nullable: true, description: "The card's network; null where iyzico does not say." })
  cardAssociation!: CardAssociation | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The issuer's name for its product, such as Bonus or Axess. An open list: show it, do not switch on it.",
  })
  cardFamily!: string | null;

  @RequiresScope('payment:read')
  @Field(() => String, {
    nullable: true,
    description: 'The first 6 or 8 digits, which name the issuing bank; always 6 for American Express.',
  })
  binNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'The last four digits, as printed on a receipt.' })
  lastFourDigits!: string | null;
}

@ObjectType({
  implements: Card,
  simpleResolvers: true,
  description: 'The card that a payment was made with.',
})
export class PaymentCard extends Card {}

@ObjectType({
  implements: Card,
  simpleResolvers: true,
  description: "The card of a session's last payment, with what a shopper wants to see before paying with it again.",
})
export class LastPaymentCard extends Card implements IyzicoLastPaymentCard {
  @RequiresScope('member:read')
  @Field(() => String, {
    nullable: true,
    description: 'The name on the card: personal data, so select it only to show it.',
  })
  cardHolderName!: string | null;

  @Field(() => String, { nullable: true, description: "The issuing bank's name; an open list." })
  cardBankName!: string | null;

  @Field(() => String, { nullable: true, description: 'The month in which the card runs out, two digits: "05".' })
  expireMonth!: string | null;

  @Field(() => String, { nullable: true, description: 'The year in which the card runs out, four digits: "2026".' })
  expireYear!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the card has run out: offer another one.' })
  expired!: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether iyzico expects the card to run out soon: worth a hint.',
  })
  willExpireSoon!: boolean | null;
}
