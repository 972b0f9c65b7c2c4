import {
  Kind,
  Lexer,
  Source,
  TokenKind,
  type ASTVisitor,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { Refusal } from './refusal.js';

/** The largest allowed operation: several times what a page of a shop or of a back office needs. */
export const limits = {
  tokens: 1000,
  rootFields: 5,
  depth: 10,
  aliases: 15,
  aliasLength: 128,
  directives: 10,
  selections: 200,
  // A little more than the usual introspection queries need.
  introspectionDepth: 20,
  introspectionSelections: 500,
} as const;

type Limited = Exclude<keyof typeof limits, 'tokens' | 'aliasLength'>;

/** The size of a selection set with all its spreads. `rootFields` are the fields of the set itself. */
type Size = Readonly<Record<Limited, number>>;

const zero: Size = {
  rootFields: 0,
  depth: 0,
  aliases: 0,
  directives: 0,
  selections: 0,
  introspectionDepth: 0,
  introspectionSelections: 0,
};

/** A validation rule that refuses operations beyond the limits. */
export function LimitsRule(context: ValidationContext): ASTVisitor {
  return {
    Field({ alias }) {
      if (alias && alias.value.length > limits.aliasLength) {
        reportTooLarge(context, 'the length of an alias', limits.aliasLength);
      }
    },
    OperationDefinition({ selectionSet, directives = [] }) {
      const selected = new SizeMeter(context).ofSelections(selectionSet);
      const size = plus({ ...zero, directives: directives.length }, selected);
      for (const limited of Object.keys(zero) as Limited[]) {
        if (size[limited] > limits[limited]) reportTooLarge(context, limited, limits[limited]);
      }
    },
  };
}

function reportTooLarge(context: ValidationContext, what: string, most: number): void {
  context.reportError(new Refusal('LIMIT_EXCEEDED', `The operation is too large: ${what} is limited to ${most}.`));
}

/** Whether a document has more tokens than the parser accepts. */
export function hasTooManyTokens(document: string): boolean {
  const lexer = new Lexer(new Source(document));
  try {
    for (let count = 0; count <= limits.tokens; count++) {
      if (lexer.advance().kind === TokenKind.EOF) return false;
    }
    return true;
  } catch {
    // An unreadable document is refused for its syntax.
    return false;
  }
}

/** Measures each fragment once, however often it is spread. */
class SizeMeter {
  private readonly fragmentSizes = new Map<string, Size>();

  constructor(private readonly context: ValidationContext) {}

  ofSelections({ selections }: SelectionSetNode): Size {
    return selections.map((selection) => this.ofSelection(selection)).reduce(plus, zero);
  }

  private ofSelection(selection: SelectionNode): Size {
    const own = { ...zero, selections: 1, directives: selection.directives?.length ?? 0 };
    switch (selection.kind) {
      case Kind.FRAGMENT_SPREAD:
        return plus(own, this.ofFragment(selection.name.value));
      case Kind.INLINE_FRAGMENT:
        return plus(own, this.ofSelections(selection.selectionSet));
      case Kind.FIELD:
        return plus(own, this.ofField(selection));
    }
  }

  private ofField({ name, alias, selectionSet }: FieldNode): Size {
    const field = { ...zero, rootFields: 1, aliases: alias ? 1 : 0 };
    const inner = selectionSet ? this.ofSelections(selectionSet) : zero;
    return isIntrospection(name.value)
      ? {
          ...plus(field, { ...inner, rootFields: 0, depth: 0, selections: 0 }),
          introspectionDepth: inner.depth + 1,
          introspectionSelections: inner.selections,
        }
      : { ...plus(field, { ...inner, rootFields: 0 }), depth: inner.depth + 1 };
  }

  private ofFragment(name: string): Size {
    const known = this.fragmentSizes.get(name);
    if (known) return known;
    // A fragment that spreads itself adds nothing here; another rule refuses it.
    this.fragmentSizes.set(name, zero);
    const fragment = this.context.getFragment(name);
    const own = { ...zero, directives: fragment?.directives?.length ?? 0 };
    const size = fragment ? plus(own, this.ofSelections(fragment.selectionSet)) : zero;
    this.fragmentSizes.set(name, size);
    return size;
  }
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

/** Introspection queries are deep by nature, so they have separate limits. */
function isIntrospection(field: string): boolean {
  return field === '__schema' || field === '__type';
}
