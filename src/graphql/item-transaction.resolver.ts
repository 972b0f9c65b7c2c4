import { FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { ItemTransaction } from './item-transaction.type.js';

@Resolver(() => ItemTransaction)
export class ItemTransactionResolver {
  @FieldResolver(() => ID, {
    description: 'The same as paymentTransactionId, for clients that keep a normalised cache.',
  })
  id(@Root() { paymentTransactionId }: ItemTransaction): string {
    return paymentTransactionId;
  }
}
