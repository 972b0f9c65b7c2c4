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
  description: 'The kind of a card, as iyzico names it.',
  valuesConfig: {
    CREDIT_CARD: { description: 'A credit card.' },
    DEBIT_CARD: { description: 'A debit card.' },
    PREPAID_CARD: { description: 'A prepaid card.' },
    UNKNOWN: { description: 'A value that iyzico added after this schema was written.' },
  },
});

registerEnumType(CardAssociation, {
  name: 'CardAssociation',
  description: 'The network that a card belongs to: choose its logo by it.',
  valuesConfig: {
    VISA: { description: 'The network of Visa.' },
    MASTER_CARD: { description: 'The network of Mastercard.' },
    AMERICAN_EXPRESS: { description: 'The network of American Express. This server cuts its binNumber to 6 digits.' },
    TROY: { description: 'The network of Troy.' },
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
    description: "The issuer's name for its product, such as Advantage. An open list: show it, do not switch on it.",
  })
  cardFamily!: string | null;

  @RequiresScope('payment:read')
  @Field(() => String, {
    nullable: true,
    description:
      'The first 6 or 8 digits of the card number, which name the issuing bank; at most 6 for American Express. Needs payment:read.',
  })
  binNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'The last four digits of the card number.' })
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
    description: 'The name on the card: personal data, so select it only to show it. Needs member:read.',
  })
  cardHolderName!: string | null;

  @Field(() => String, { nullable: true, description: "The issuing bank's name; an open list." })
  cardBankName!: string | null;

  @Field(() => String, { nullable: true, description: 'The month in which the card expires, two digits: "05".' })
  expireMonth!: string | null;

  @Field(() => String, { nullable: true, description: 'The year in which the card expires, four digits: "2026".' })
  expireYear!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the card has expired: offer another one.' })
  expired!: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the card expires within this month.',
  })
  willExpireSoon!: boolean | null;
}
