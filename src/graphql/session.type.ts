import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { SessionStatus, type ChosenOptions, type Session as IyzicoSession } from '../iyzico/index.js';
import { Envelope } from './envelope.type.js';
import { PaymentType } from './payment-type.enum.js';
import { RequiresScope } from './requires-scopes.js';

registerEnumType(SessionStatus, {
  name: 'SessionStatus',
  description: 'Whether payments can be made in a session.',
  valuesConfig: {
    ACTIVE: { description: 'Payments can be made in it.' },
    PASSIVE: {
      description:
        'Over: ended by the merchant or by a newer checkout of the same shopper, or its time has passed. No payment can be made in it.',
    },
    UNKNOWN: { description: 'iyzico sent no status, or one that it added after this schema was written.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: "A shopper's session at iyzico, opened by a Pay with iyzico checkout, in which payments are made.",
})
export class Session extends Envelope implements IyzicoSession {
  @Field(() => ID, {
    description:
      "An opaque id of the session, always the same and in every process; it does not reveal the session's token.",
  })
  id!: string;

  @RequiresScope('session:manage')
  @Field(() => ID, {
    nullable: true,
    description:
      'Half of the credential that payments are made with. Keep it on servers: never in a browser, a URL or a log. Needs session:manage.',
  })
  sessionToken!: string | null;

  @RequiresScope('session:manage')
  @Field(() => ID, {
    nullable: true,
    description:
      'The other half of that credential, which names the shopper to iyzico. Keep it on servers. Needs session:manage.',
  })
  memberIdentifier!: string | null;

  @Field(() => SessionStatus, { description: 'Whether payments can be made in the session.' })
  sessionStatus!: SessionStatus;

  @Field(() => PaymentType, {
    nullable: true,
    description: 'The means of payment: a card or the wallet; null where iyzico does not say.',
  })
  paymentType!: PaymentType | null;

  checkoutFormToken!: string | null;
  requestedWith!: ChosenOptions;
}
