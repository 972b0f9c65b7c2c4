import { GraphQLError, GraphQLScalarType } from 'graphql';

export const Currency = new GraphQLScalarType<string, string>({
  name: 'Currency',
  description:
    "A currency by its three capital letters, such as TRY, USD or EUR. The list is iyzico's and open, " +
    'so treat a code you do not know as text to show, not as an error.',
  serialize: currencyCode,
  parseValue: currencyCode,
});

function currencyCode(value: unknown): string {
  if (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) return value;
  throw new GraphQLError('Currency must be three capital letters');
}
