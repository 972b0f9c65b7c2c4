import 'reflect-metadata';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { specifiedDirectives, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { iyzicoCallsDirective } from './call-cost.js';
import { checkoutFormDirective } from './checkout-form.js';
import { ItemTransactionResolver } from './item-transaction.resolver.js';
import { LastPaymentResolver } from './last-payment.resolver.js';
import { PaymentResolver } from './payment.resolver.js';
import { requiresScopesDirective } from './requires-scopes.js';
import { SessionExpiryResolver } from './session-expiry.resolver.js';
import { SessionResolver } from './session.resolver.js';

/** The executable contract. */
export function createSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [PaymentResolver, SessionResolver, LastPaymentResolver, SessionExpiryResolver, ItemTransactionResolver],
    directives: [...specifiedDirectives, requiresScopesDirective, checkoutFormDirective, iyzicoCallsDirective],
    validate: {
      // By default an error contains the refused input, and a rule about two properties is skipped if one is missing.
      validationError: { target: false, value: false },
      skipMissingProperties: false,
    },
    // It would run the introspection query. Apollo Server validates the schema too.
    skipCheck: true,
  });
}

/** The schema as in `schema/schema.graphql`, with all descriptions and applied directives. */
export function printContract(): string {
  return `${printSchemaWithDirectives(createSchema())}\n`;
}
