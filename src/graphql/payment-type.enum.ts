import { registerEnumType } from 'type-graphql';
import { PaymentType } from '../iyzico/index.js';

registerEnumType(PaymentType, {
  name: 'PaymentType',
  description: 'The means of payment.',
  valuesConfig: {
    CARD_PAYMENT: { description: 'A card: the last payment then has a card to show.' },
    FUND: { description: "The balance of the shopper's iyzico wallet: there is no card." },
    UNKNOWN: { description: 'A value that iyzico added after this schema was written.' },
  },
});

export { PaymentType };
