import { registerEnumType } from 'type-graphql';
import { FraudStatus, PaymentStatus } from '../iyzico/index.js';

registerEnumType(PaymentStatus, {
  name: 'PaymentStatus',
  description:
    'Whether the payment was made. Before shipping, select isShippable, which depends on the fraud check as well.',
  valuesConfig: {
    SUCCESS: { description: 'The payment was made. While fraudStatus is IN_REVIEW, that can still change.' },
    FAILURE: {
      description:
        'The payment was declined: see failure for the reason. It is not final while the checkout form lives (30 minutes): the shopper may try again on it.',
    },
    INIT_THREEDS: {
      description:
        'The 3-D Secure check of the card has begun. It is not final while the checkout form lives (30 minutes).',
    },
    CALLBACK_THREEDS: {
      description:
        'The bank has answered the 3-D Secure check. It is not final while the checkout form lives (30 minutes).',
    },
    UNKNOWN: { description: 'iyzico sent no status, or one that it added after this schema was written.' },
  },
});

registerEnumType(FraudStatus, {
  name: 'FraudStatus',
  description: "The result of iyzico's fraud check of a payment.",
  valuesConfig: {
    APPROVED: { description: 'Passed (1).' },
    IN_REVIEW: {
      description: 'Not finished (0): it changes to APPROVED or REJECTED. Query again later, and do not ship yet.',
    },
    REJECTED: { description: 'Refused (-1): do not ship.' },
    UNKNOWN: { description: 'iyzico sent no status, or one that it added after this schema was written.' },
  },
});

export { FraudStatus, PaymentStatus };
