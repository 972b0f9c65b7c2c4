import { Field, ID, ObjectType } from 'type-graphql';
import type { ChosenOptions, LastPayment as IyzicoLastPayment } from '../iyzico/index.js';
import { LastPaymentCard } from './card.type.js';
import { Envelope } from './envelope.type.js';
import { PaymentType } from './payment-type.enum.js';
import { RequiresScope } from './requires-scopes.js';

@ObjectType({
  simpleResolvers: true,
  description:
    "The last payment made in a session. It may belong to another checkout form: shoppers may see its card, and only the merchant's systems the payment.",
})
export class LastPayment extends Envelope implements IyzicoLastPayment {
  @RequiresScope('payment:read')
  @Field(() => ID, {
    nullable: true,
    description: 'The token of the checkout form that was paid (iyzico: token). Needs payment:read.',
  })
  checkoutFormToken!: string | null;

  @RequiresScope('session:manage')
  @Field(() => ID, {
    nullable: true,
    description:
      'Half of the credential that payments are made with. Keep it on servers: never in a browser, a URL or a log. Needs session:manage.',
  })
  sessionToken!: string | null;

  @Field(() => PaymentType, {
    nullable: true,
    description: 'The means of payment: a card or the wallet; null where iyzico does not say.',
  })
  paymentType!: PaymentType | null;

  @Field(() => LastPaymentCard, {
    nullable: true,
    description: 'The card that paid: show it as the one to pay with again. null where a wallet paid.',
  })
  card!: LastPaymentCard | null;

  paymentId!: string | null;
  requestedWith!: ChosenOptions;
}
