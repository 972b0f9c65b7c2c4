import { createHash } from 'node:crypto';
import {
  Kind,
  OperationTypeNode,
  parse,
  print,
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { limits } from '../../graphql/index.js';
import { HttpRefusal } from '../http/refusal.js';

/** The documents that may run, by key, as in the `persisted-documents.json` of the client preset. */
export type Manifest = Readonly<Record<string, string>>;

/** Finds the document of a request. @throws HttpRefusal OPERATION_NOT_ALLOWED if it is not a trusted one */
export type TrustedDocuments = (request: Readonly<Record<string, unknown>>) => string;

export function createTrustedDocuments(manifest: Manifest): TrustedDocuments {
  const byId = new Map<string, string>();
  const shapes = new Set<string>();
  for (const [key, text] of Object.entries(manifest)) {
    byId.set(key, text);
    byId.set(`sha256:${sha256(text)}`, text);
    const shape = shapeOf(text);
    if (shape !== undefined) shapes.add(shape);
  }

  return ({ query, documentId, extensions }) => {
    // The client's own text runs, and not the equal trusted one: its answer has the order that the client expects.
    if (typeof query === 'string') {
      const shape = shapeOf(query);
      if (shape !== undefined && shapes.has(shape)) return query;
      throw notAllowed('Only trusted documents may run.');
    }
    const hash = hashOf(extensions);
    const ids = [documentId, ...(hash === undefined ? [] : [hash, `sha256:${hash}`])];
    const found = ids
      .map((id) => (typeof id === 'string' ? byId.get(id) : undefined))
      .find((text) => text !== undefined);
    if (found !== undefined) return found;
    // On this message Apollo Client repeats the request with the text.
    throw notAllowed(hash === undefined ? 'There is no trusted document with this id.' : 'PersistedQueryNotSupported');
  };
}

function notAllowed(message: string): HttpRefusal {
  return new HttpRefusal(400, message, 'OPERATION_NOT_ALLOWED');
}

/**
 * A text that is equal for documents that select the same. The client preset sorts the documents that it writes, and
 * Apollo Client adds `__typename` to the documents that it sends, so the texts themselves differ.
 * @returns `undefined` if the text is not a document or has too many tokens
 */
function shapeOf(document: string): string | undefined {
  try {
    const { definitions } = parse(document, { maxTokens: limits.tokens, noLocation: true });
    return definitions.map(shapeOfNode).sort().join(' ');
  } catch {
    return undefined;
  }
}

/** Prints every node once and without its selections, so that a deep document takes no longer than a wide one. */
function shapeOfNode(node: DefinitionNode | SelectionNode): string {
  switch (node.kind) {
    case Kind.OPERATION_DEFINITION: {
      const { operation, selectionSet, variableDefinitions = [] } = node;
      const head = print({ ...node, selectionSet: emptySelectionSet, variableDefinitions: [] });
      const variables = variableDefinitions.map((variable) => print(variable)).sort();
      const fields = shapesIn(selectionSet);
      // The fields of a mutation run in document order.
      if (operation !== OperationTypeNode.MUTATION) fields.sort();
      return `${head} (${variables.join(' ')}) {${fields.join(' ')}}`;
    }
    case Kind.FRAGMENT_DEFINITION:
    case Kind.INLINE_FRAGMENT:
    case Kind.FIELD: {
      const fields = shapesIn(node.selectionSet ?? emptySelectionSet);
      if (!mayHoldMutations(node)) fields.sort();
      return `${print({ ...node, selectionSet: emptySelectionSet })} {${fields.join(' ')}}`;
    }
    default:
      return print(node);
  }
}

/** Whether the node may contain root fields of a mutation, which run in document order. */
function mayHoldMutations(node: FragmentDefinitionNode | InlineFragmentNode | FieldNode): boolean {
  if (node.kind === Kind.FIELD) return false;
  return node.typeCondition === undefined || node.typeCondition.name.value === 'Mutation';
}

const emptySelectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

function shapesIn({ selections }: SelectionSetNode): string[] {
  return selections.filter((selection) => !isAddedTypename(selection)).map(shapeOfNode);
}

function isAddedTypename(node: SelectionNode): boolean {
  return node.kind === Kind.FIELD && node.name.value === '__typename' && !node.alias && !node.directives?.length;
}

/** Apollo Client sends the hash of a document here instead of its text. */
function hashOf(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } | null };
  return typeof persistedQuery?.sha256Hash === 'string' ? persistedQuery.sha256Hash : undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
