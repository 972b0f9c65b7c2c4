import {
  Kind,
  Lexer,
  Source,
  TokenKind,
  type ASTVisitor,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { Refusal } from './refusal.js';

/** How large an operation may be: several times what a screen of a shop or of a back office asks. */
export const limits = {
  tokens: 1000,
  rootFields: 5,
  depth: 10,
  aliases: 15,
  aliasLength: 128,
  directives: 10,
  selections: 200,
  // What the usual introspection queries need, and little more.
  introspectionDepth: 20,
  introspectionSelections: 500,
} as const;

type Limited = Exclude<keyof typeof limits, 'tokens' | 'aliasLength'>;

/** What a selection set comes to, with all that it spreads; `rootFields` are the fields of the set itself. */
type Size = Readonly<Record<Limited, number>>;

const nothing: Size = {
  rootFields: 0,
  depth: 0,
  aliases: 0,
  directives: 0,
  selections: 0,
  introspectionDepth: 0,
  introspectionSelections: 0,
};

/** A validation rule that refuses operations beyond the limits. A fragment is measured once, however often it is spread. */
export function LimitsRule(context: ValidationContext): ASTVisitor {
  return {
    Field({ alias }) {
      if (alias && alias.value.length > limits.aliasLength) {
        const message = `The operation is too large: the length of an alias is limited to ${limits.aliasLength}.`;
        context.reportError(new Refusal('LIMIT_EXCEEDED', message));
      }
    },
    OperationDefinition({ selectionSet, directives = [] }) {
      const size = plus({ ...nothing, directives: directives.length }, measurer(context)(selectionSet));
      for (const limited of Object.keys(nothing) as Limited[]) {
        if (size[limited] > limits[limited]) {
          const message = `The operation is too large: ${limited} is limited to ${limits[limited]}.`;
          context.reportError(new Refusal('LIMIT_EXCEEDED', message));
        }
      }
    },
  };
}

/** Whether a document has more tokens than are parsed. */
export function hasTooManyTokens(document: string): boolean {
  const lexer = new Lexer(new Source(document));
  try {
    for (let count = 0; count <= limits.tokens; count++) {
      if (lexer.advance().kind === TokenKind.EOF) return false;
    }
    return true;
  } catch {
    // What cannot be read at all has another fault.
    return false;
  }
}

function measurer(context: ValidationContext): (selections: SelectionSetNode) => Size {
  const ofFragments = new Map<string, Size>();

  function ofFragment(name: string): Size {
    const known = ofFragments.get(name);
    if (known) return known;
    // A fragment that spreads itself adds nothing to itself; another rule refuses it.
    ofFragments.set(name, nothing);
    const fragment = context.getFragment(name);
    const own = { ...nothing, directives: fragment?.directives?.length ?? 0 };
    const size = fragment ? plus(own, ofSelections(fragment.selectionSet)) : nothing;
    ofFragments.set(name, size);
    return size;
  }

  function ofSelections({ selections }: SelectionSetNode): Size {
    return selections.map(ofSelection).reduce(plus, nothing);
  }

  function ofSelection(selection: SelectionNode): Size {
    const own = { ...nothing, selections: 1, directives: selection.directives?.length ?? 0 };
    if (selection.kind === Kind.FRAGMENT_SPREAD) return plus(own, ofFragment(selection.name.value));
    if (selection.kind === Kind.INLINE_FRAGMENT) return plus(own, ofSelections(selection.selectionSet));

    const inner = selection.selectionSet ? ofSelections(selection.selectionSet) : nothing;
    const field = { ...own, rootFields: 1, aliases: selection.alias ? 1 : 0 };
    return isIntrospection(selection.name.value)
      ? {
          ...plus(field, { ...inner, rootFields: 0, depth: 0, selections: 0 }),
          introspectionDepth: inner.depth + 1,
          introspectionSelections: inner.selections,
        }
      : { ...plus(field, { ...inner, rootFields: 0 }), depth: inner.depth + 1 };
  }

  return ofSelections;
}

function plus(a: Size, b: Size): Size {
  return {
    rootFields: a.rootFields + b.rootFields,
    depth: Math.max(a.depth, b.depth),
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    selections: a.selections + b.selections,
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
    introspectionSelections: a.introspectionSelections + b.introspectionSelections,
  };
}

/** They lead into types, which lead into types: their bounds are their own. */
function isIntrospection(field: string): boolean {
  return field === '__schema' || field === '__type';
}
