import { getArgumentValues, getDirectiveValues, type FieldNode, type GraphQLField } from 'graphql';
import { requiresScopesDirective } from './requires-scopes.js';
import type { Scope } from './scopes.js';
import { foldSelections, oncePerOperation, type SelectedOperation } from './selection-fold.js';

/** What an operation does that operators must be able to trace to a caller: it ends sessions, or reads personal data. */
export interface AuditedSelection {
  /** Its mutations and its fields with the scope `member:read`, such as `payment.memberEmail`, without duplicates. */
  readonly fields: readonly string[];
  readonly targets: readonly AuditTarget[];
}

/** What the operation names in the arguments of the audited fields. The key may be secret. */
export interface AuditTarget {
  readonly kind: 'form' | 'payment' | 'session';
  readonly key: string;
}

const AUDITED_SCOPE: Scope = 'member:read';

const kindOfArgument: Readonly<Record<string, AuditTarget['kind']>> = {
  checkoutFormToken: 'form',
  paymentId: 'payment',
  paymentIds: 'payment',
  paymentConversationId: 'payment',
  sessionToken: 'session',
};

/** Looks through fragments, aliases and interfaces. Nothing is audited if `fields` is empty. */
export function auditedIn(selected: SelectedOperation, variables: Readonly<Record<string, unknown>>): AuditedSelection {
  const { fields, named } = auditedFieldsOf(selected);
  return { fields, targets: named.flatMap((field) => targetsOf(field, variables)) };
}

interface AuditedFields {
  readonly fields: AuditedSelection['fields'];
  /** The audited fields and those above them, whose arguments name targets. */
  readonly named: readonly NamedField[];
}

interface NamedField {
  readonly node: FieldNode;
  readonly definition: GraphQLField<unknown, unknown> | undefined;
}

const nothing: AuditedFields = { fields: [], named: [] };

const auditedFieldsOf = oncePerOperation((selected) => {
  const mutations = Object.values(selected.schema.getMutationType()?.getFields() ?? {});
  return foldSelections<AuditedFields>(
    selected,
    ({ node, definitions, inner }) => {
      const isAudited = definitions.some((one) => mutations.includes(one) || needsAuditedScope(one));
      const name = node.name.value;
      const fields = [...(isAudited ? [name] : []), ...inner.fields.map((field) => `${name}.${field}`)];
      return fields.length === 0 ? nothing : { fields, named: [{ node, definition: definitions[0] }, ...inner.named] };
    },
    (parts) => ({
      fields: [...new Set(parts.flatMap(({ fields }) => fields))],
      named: [...new Set(parts.flatMap(({ named }) => named))],
    }),
  );
});

function needsAuditedScope({ astNode }: GraphQLField<unknown, unknown>): boolean {
  const values = astNode && getDirectiveValues(requiresScopesDirective, astNode);
  return JSON.stringify(values ?? {}).includes(`"${AUDITED_SCOPE}"`);
}

function targetsOf({ node, definition }: NamedField, variables: Readonly<Record<string, unknown>>): AuditTarget[] {
  try {
    return definition ? targetsIn(getArgumentValues(definition, node, variables)) : [];
  } catch {
    // Invalid arguments name nothing, and the operation is refused for them.
    return [];
  }
}

function targetsIn(values: Readonly<Record<string, unknown>>): AuditTarget[] {
  return Object.entries(values).flatMap(([name, value]): AuditTarget[] => {
    if (name === 'input') return targetsIn({ ...(value as object) });
    const kind = kindOfArgument[name];
    const keys: unknown[] = Array.isArray(value) ? value : [value];
    return kind === undefined ? [] : keys.flatMap((key) => (typeof key === 'string' ? [{ kind, key }] : []));
  });
}
