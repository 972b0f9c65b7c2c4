import { IsString, Length, Matches, validate } from 'class-validator';
import { GraphQLError } from 'graphql';
import { resolvers as simple } from '../hand-written/resolvers.js';
import { requireScope } from './authentication.js';
import { exactDecimal } from './exact-decimal.js';

class PaymentInput {
  checkoutFormToken;
}
for (const decorate of [IsString(), Length(1, 256), Matches(/^[\x21-\x7e]+$/)])
  decorate(PaymentInput.prototype, 'checkoutFormToken');

async function payment(_, args, { caller, loaders }) {
  requireScope(caller, 'payment:read');
  const input = Object.assign(new PaymentInput(), args);
  const errors = await validate(input, { forbidUnknownValues: true, validationError: { target: false, value: false } });
  if (errors.length > 0) {
    const fields = errors.map(({ property, constraints }) => ({
      path: property,
      messages: Object.values(constraints),
    }));
    throw new GraphQLError('An argument is wrong', { extensions: { code: 'BAD_USER_INPUT', fields } });
  }
  return loaders.payment.load(input.checkoutFormToken);
}

const amounts = {
  price: ({ price }) => exactDecimal(price),
  paidPrice: ({ paidPrice }) => exactDecimal(paidPrice),
};

/** iyzico's numbers are texts here, so that no digit is lost. */
export const resolvers = {
  Query: { payment },
  Payment: {
    ...simple.Payment,
    ...amounts,
    isShippable: ({ paymentStatus, fraudStatus }) => paymentStatus === 'SUCCESS' && fraudStatus === '1',
  },
  ItemTransaction: { ...simple.ItemTransaction, ...amounts },
  Session: simple.Session,
};
