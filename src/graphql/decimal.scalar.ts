import { GraphQLError, GraphQLScalarType } from 'graphql';

/** Amounts and rates, as strings: most programs round JSON numbers when they read them. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal number as a string in plain notation, without trailing zeros: "1", "0.0175", "0". ' +
    'Feed it to a decimal library; parseFloat would round it.',
  serialize: decimalText,
  parseValue: decimalText,
});

function decimalText(value: unknown): string {
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return value;
  throw new GraphQLError('Decimal must be a string in plain decimal notation');
}
