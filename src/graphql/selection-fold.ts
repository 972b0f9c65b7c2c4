import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** A valid document's operation, and what it can spread. */
export interface SelectedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** A field that is selected, wherever it stands and under whatever conditions. */
export interface SelectedField<T> {
  readonly node: FieldNode;
  /** The field as its parent defines it, and as each type does that may stand there instead of an interface. */
  readonly definitions: readonly GraphQLField<unknown, unknown>[];
  /** What its own selections came to. */
  readonly inner: T;
}

/**
 * Adds up something over all fields that an operation selects: through fragments, aliases, interfaces and unions, and
 * whatever `@skip` and `@include` say. A fragment is added up once, however often it is spread, so that a document of
 * doubling fragments takes no longer than its text.
 */
export function foldSelections<T>(
  { schema, operation, fragments }: SelectedOperation,
  ofField: (field: SelectedField<T>) => T,
  combine: (parts: readonly T[]) => T,
): T {
  const ofFragments = new Map<string, T>();

  function ofFragment(name: string): T {
    const known = ofFragments.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const type = fragment && typeFromAST(schema, fragment.typeCondition);
    const sum = fragment && isCompositeType(type) ? ofSelections(fragment.selectionSet, type) : combine([]);
    ofFragments.set(name, sum);
    return sum;
  }

  function ofSelections({ selections }: SelectionSetNode, parent: GraphQLCompositeType): T {
    return combine(
      selections.map((selection) => {
        switch (selection.kind) {
          case Kind.FRAGMENT_SPREAD:
            return ofFragment(selection.name.value);
          case Kind.INLINE_FRAGMENT: {
            const type = selection.typeCondition ? typeFromAST(schema, selection.typeCondition) : parent;
            return ofSelections(selection.selectionSet, isCompositeType(type) ? type : parent);
          }
          case Kind.FIELD: {
            const definitions = definitionsOf(schema, parent, selection.name.value);
            const type = definitions[0] && getNamedType(definitions[0].type);
            const isParent = selection.selectionSet !== undefined && isCompositeType(type);
            const inner = isParent ? ofSelections(selection.selectionSet, type) : combine([]);
            return ofField({ node: selection, definitions, inner });
          }
        }
      }),
    );
  }

  const root = schema.getRootType(operation.operation);
  return root ? ofSelections(operation.selectionSet, root) : combine([]);
}

/** None for introspection's own fields, which no type defines. */
function definitionsOf(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  name: string,
): GraphQLField<unknown, unknown>[] {
  const types = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
  return types.flatMap((type) => {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    return field ? [field] : [];
  });
}
