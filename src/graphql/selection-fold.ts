import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** An operation of a valid document, with the fragments that it can spread. */
export interface SelectedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

interface DocumentOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

const selectedOperations = new WeakMap<OperationDefinitionNode, SelectedOperation>();

/** An operation with the fragments of its document. Equal requests share the parsed document, and so this object. */
export function selectedOperationOf({ schema, document, operation }: DocumentOperation): SelectedOperation {
  const known = selectedOperations.get(operation);
  if (known) return known;
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const selected = { schema, operation, fragments: new Map(fragments.map((node) => [node.name.value, node])) };
  selectedOperations.set(operation, selected);
  return selected;
}

/** Computes once for each operation what does not depend on a request. */
export function oncePerOperation<T>(compute: (selected: SelectedOperation) => T): (selected: SelectedOperation) => T {
  const known = new WeakMap<SelectedOperation, { readonly value: T }>();
  return (selected) => {
    const result = known.get(selected) ?? { value: compute(selected) };
    known.set(selected, result);
    return result.value;
  };
}

export interface SelectedField<T> {
  readonly node: FieldNode;
  /** The field as its parent type defines it and, if that is abstract, as each possible type defines it. */
  readonly definitions: readonly GraphQLField<unknown, unknown>[];
  /** The combined value of the field's own selections. */
  readonly inner: T;
}

/**
 * Computes a value over all fields that an operation selects: through fragments, aliases, interfaces and unions, and
 * whatever `@skip` and `@include` say. Each fragment is computed once, however often it is spread, so the time depends
 * only on the length of the document.
 * @param fieldValue the value of one selected field
 * @param combine the value of a selection set, from the values of its selections
 */
export function foldSelections<T>(
  selected: SelectedOperation,
  fieldValue: (field: SelectedField<T>) => T,
  combine: (parts: readonly T[]) => T,
): T {
  return new SelectionFold(selected, fieldValue, combine).ofOperation();
}

class SelectionFold<T> {
  private readonly fragmentValues = new Map<string, T>();

  constructor(
    private readonly selected: SelectedOperation,
    private readonly fieldValue: (field: SelectedField<T>) => T,
    private readonly combine: (parts: readonly T[]) => T,
  ) {}

  ofOperation(): T {
    const { schema, operation } = this.selected;
    const root = schema.getRootType(operation.operation);
    return root ? this.ofSelections(operation.selectionSet, root) : this.combine([]);
  }

  private ofSelections({ selections }: SelectionSetNode, parent: GraphQLCompositeType): T {
    return this.combine(selections.map((selection) => this.ofSelection(selection, parent)));
  }

  private ofSelection(selection: SelectionNode, parent: GraphQLCompositeType): T {
    switch (selection.kind) {
      case Kind.FRAGMENT_SPREAD:
        return this.ofFragment(selection.name.value);
      case Kind.INLINE_FRAGMENT:
        return this.ofSelections(selection.selectionSet, this.typeOf(selection) ?? parent);
      case Kind.FIELD:
        return this.ofField(selection, parent);
    }
  }

  private ofFragment(name: string): T {
    const known = this.fragmentValues.get(name);
    if (known !== undefined) return known;
    const fragment = this.selected.fragments.get(name);
    const type = fragment && this.typeOf(fragment);
    const value = fragment && type ? this.ofSelections(fragment.selectionSet, type) : this.combine([]);
    this.fragmentValues.set(name, value);
    return value;
  }

  private ofField(node: FieldNode, parent: GraphQLCompositeType): T {
    const definitions = definitionsOf(this.selected.schema, parent, node.name.value);
    const type = definitions[0] && getNamedType(definitions[0].type);
    const hasSelections = node.selectionSet !== undefined && isCompositeType(type);
    const inner = hasSelections ? this.ofSelections(node.selectionSet, type) : this.combine([]);
    return this.fieldValue({ node, definitions, inner });
  }

  /** The type in a fragment's condition. */
  private typeOf({ typeCondition }: FragmentDefinitionNode | InlineFragmentNode): GraphQLCompositeType | undefined {
    const type = typeCondition && typeFromAST(this.selected.schema, typeCondition);
    return isCompositeType(type) ? type : undefined;
  }
}

/** None for the introspection fields, which no type defines. */
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
