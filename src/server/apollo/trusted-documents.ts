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

/** The documents that may be run, as the client preset's `persisted-documents.json` lists them: key to text. */
export type Manifest = Readonly<Record<string, string>>;

/** Finds the document that a request means. @throws HttpRefusal OPERATION_NOT_ALLOWED where it means none of them */
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
    // A text that comes along is the one that runs: it selects what its client waits for, in the client's own order.
    if (typeof query === 'string') {
      const shape = shapeOf(query);
      if (shape !== undefined && shapes.has(shape)) return query;
      throw notAllowed('Only documents that this server was given are run.');
    }
    const hash = hashOf(extensions);
    const ids = [documentId, ...(hash === undefined ? [] : [hash, `sha256:${hash}`])];
    const found = ids
      .map((id) => (typeof id === 'string' ? byId.get(id) : undefined))
      .find((text) => text !== undefined);
    if (found !== undefined) return found;
    // Apollo Client goes by this message, and sends the text next time.
    throw notAllowed(hash === undefined ? 'This server was given no such document.' : 'PersistedQueryNotSupported');
  };
}

function notAllowed(message: string): HttpRefusal {
  return new HttpRefusal(400, message, 'OPERATION_NOT_ALLOWED');
}

/**
 * What two texts have in common that ask for the same: the client preset sorts what it writes down, and Apollo Client
 * adds `__typename` to what it sends. `undefined` where the text is no document, or too large a one to be run.
 */
function shapeOf(document: string): string | undefined {
  try {
    const { definitions } = parse(document, { maxTokens: limits.tokens, noLocation: true });
    return definitions.map(shapeOfNode).sort().join(' ');
  } catch {
    return undefined;
  }
}

/** Every node is printed once, without what it selects: a deep document takes no longer than a wide one. */
function shapeOfNode(node: DefinitionNode | SelectionNode): string {
  switch (node.kind) {
    case Kind.OPERATION_DEFINITION: {
      const { operation, selectionSet, variableDefinitions = [] } = node;
      const head = print({ ...node, selectionSet: nothing, variableDefinitions: [] });
      const variables = variableDefinitions.map((variable) => print(variable)).sort();
      const fields = shapesIn(selectionSet);
      // The fields of a mutation run in the order in which they stand.
      if (operation !== OperationTypeNode.MUTATION) fields.sort();
      return `${head} (${variables.join(' ')}) {${fields.join(' ')}}`;
    }
    case Kind.FRAGMENT_DEFINITION:
    case Kind.INLINE_FRAGMENT:
    case Kind.FIELD: {
      const fields = shapesIn(node.selectionSet ?? nothing);
      if (!mayHoldMutations(node)) fields.sort();
      return `${print({ ...node, selectionSet: nothing })} {${fields.join(' ')}}`;
    }
    default:
      return print(node);
  }
}

/** Whether a mutation's own fields may stand in it, which run in the order in which they stand. */
function mayHoldMutations(node: FragmentDefinitionNode | InlineFragmentNode | FieldNode): boolean {
  if (node.kind === Kind.FIELD) return false;
  return node.typeCondition === undefined || node.typeCondition.name.value === 'Mutation';
}

const nothing: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

function shapesIn({ selections }: SelectionSetNode): string[] {
  return selections.filter((selection) => !isAddedTypename(selection)).map(shapeOfNode);
}

function isAddedTypename(node: SelectionNode): boolean {
  return node.kind === Kind.FIELD && node.name.value === '__typename' && !node.alias && !node.directives?.length;
}

/** Where Apollo Client puts the id of a document that it does not send. */
function hashOf(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } | null };
  return typeof persistedQuery?.sha256Hash === 'string' ? persistedQuery.sha256Hash : undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
