import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';

/**
 * A selection of every field of a type and of what it holds. Links, by which one object leads back to another, are
 * followed only where named in `links`.
 */
export function everyField(schema: GraphQLSchema, typeName: string, links: readonly string[] = []): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type`);
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
