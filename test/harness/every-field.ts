import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';

/**
 * A selection of every field of a type, nested objects included. Links from one entity to another (payment, session,
 * last payment) are followed only if `links` names them.
 */
export function everyField(schema: GraphQLSchema, typeName: string, links: readonly string[] = []): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is not an object type`);
  const fields = Object.values(type.getFields()).flatMap(({ name, type: fieldType }) => {
    const inner = getNamedType(fieldType);
    if (!isObjectType(inner)) return [name];
    const isLink = ['Payment', 'Session', 'LastPayment'].includes(inner.name) || name === 'lastPaymentCard';
    if (isLink && !links.includes(name)) return [];
    const innerLinks = links.filter((link) => link !== name);
    return [`${name} ${everyField(schema, inner.name, innerLinks)}`];
  });
  return `{ ${fields.join(' ')} }`;
}
