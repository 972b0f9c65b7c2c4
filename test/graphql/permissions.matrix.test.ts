import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  isCompositeType,
  isIntrospectionType,
  isObjectType,
  isUnionType,
  valueFromASTUntyped,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { sampleCheckoutFormToken } from '../../src/simulator/index.js';
import { startStack, type Answer, type Stack } from '../harness/stack.js';
import { bySecret, shopperOf, systemWith } from '../harness/tokens.js';

// Queries every field of the contract, by a path from a root field, as every kind of caller. The expected permissions
// come from the directives in the contract.

const contract = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));

const sampleSession = {
  sessionToken: 'f403ef2f-fb08-4111-afd6-495811ef6b25',
  memberIdentifier: 'f1409923-57cb-468f-8df2-704ea02075e3',
};

/** The arguments of each root field. */
const sampleArguments: Readonly<Record<string, string>> = {
  payment: argumentsOf({ checkoutFormToken: sampleCheckoutFormToken }),
  session: argumentsOf({ checkoutFormToken: sampleCheckoutFormToken, paymentId: '24259238' }),
  paymentDetail: argumentsOf({ paymentId: '24259238' }),
  paymentDetails: '(paymentIds: ["24259238"])',
  lastPayment: argumentsOf(sampleSession),
  expireSession: `(input: { ${entriesOf(sampleSession)} })`,
  expireCheckoutSession: `(input: { ${entriesOf({ checkoutFormToken: sampleCheckoutFormToken })} })`,
};

function argumentsOf(sample: Readonly<Record<string, string>>): string {
  return `(${entriesOf(sample)})`;
}

function entriesOf(sample: Readonly<Record<string, string>>): string {
  return Object.entries(sample)
    .map(([name, value]) => `${name}: "${value}"`)
    .join(', ');
}

type Field = GraphQLField<unknown, unknown>;

/** One field on a path, and the union member that it belongs to, if any. */
interface Step {
  readonly field: Field;
  readonly member?: string;
}

/** A path from a root field to `field`, its last step. */
interface FieldPath {
  readonly operation: 'query' | 'mutation';
  readonly steps: readonly Step[];
  readonly field: Field;
}

const paths = pathsToEveryField();

/** The shortest path to each field. Paths by checkout form come first: they are open to the most callers. */
function pathsToEveryField(): FieldPath[] {
  const found = [...rootsOf('query', contract.getQueryType()), ...rootsOf('mutation', contract.getMutationType())];
  found.sort((a, b) => Number(isOfForm(b)) - Number(isOfForm(a)));
  const seen = new Set<string>();
  // The loop appends to the list that it iterates: a breadth-first search.
  for (const { operation, steps, field } of found) {
    for (const type of objectsOf(field)) {
      if (seen.has(type.name)) continue;
      seen.add(type.name);
      const member = isUnionType(getNamedType(field.type)) ? { member: type.name } : {};
      for (const inner of Object.values(type.getFields())) {
        found.push({ operation, steps: [...steps, { field: inner, ...member }], field: inner });
      }
    }
  }
  // Mutations come last, because an expired session has no last payment.
  return [...found.filter(({ operation }) => operation === 'query'), ...found.filter(isMutation)];
}

function rootsOf(operation: FieldPath['operation'], type: GraphQLObjectType | null | undefined): FieldPath[] {
  return Object.values(type?.getFields() ?? {}).map((field) => ({ operation, steps: [{ field }], field }));
}

function isMutation({ operation }: FieldPath): boolean {
  return operation === 'mutation';
}

function isOfForm({ field }: FieldPath): boolean {
  return argumentOf(field, 'requiresCheckoutForm') !== undefined;
}

function objectsOf({ type }: Field): readonly GraphQLObjectType[] {
  const named = getNamedType(type);
  if (isUnionType(named)) return named.getTypes();
  return isObjectType(named) ? [named] : [];
}

function documentOf({ operation, steps, field }: FieldPath): string {
  const leaf = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  return steps.reduceRight((below, { field: { name }, member }, index) => {
    const selected = `${name}${index === 0 ? (sampleArguments[name] ?? '') : ''}${below}`;
    const selection = member === undefined ? selected : `... on ${member} { ${selected} }`;
    return `${index === 0 ? operation : ''} { ${selection} }`;
  }, leaf);
}

function nameOf({ steps }: FieldPath): string {
  return steps.map(({ field, member }) => (member === undefined ? field.name : `${member}.${field.name}`)).join('.');
}

type Alternatives = readonly (readonly string[])[];

/** The scopes that a directive requires for a field, as alternatives. */
function argumentOf({ astNode }: Field, directive: string): Alternatives | undefined {
  const value = astNode?.directives?.find(({ name }) => name.value === directive)?.arguments?.[0]?.value;
  return value && (valueFromASTUntyped(value) as Alternatives);
}

interface CallerOfMatrix {
  readonly scopes: readonly string[];
  readonly form?: string;
}

type Verdict = 'open' | 'NOT_FOUND' | { readonly required: readonly object[] };

function verdictOn({ steps }: FieldPath, { scopes, form }: CallerOfMatrix): Verdict {
  const isHeld = (alternatives: Alternatives) =>
    alternatives.some((all) => all.every((scope) => scopes.includes(scope)));
  const unmet = (directive: string) =>
    steps.flatMap(({ field }, index) => {
      const alternatives = argumentOf(field, directive);
      return alternatives && !isHeld(alternatives)
        ? [{ path: pathOf(steps.slice(0, index + 1)), scopes: alternatives }]
        : [];
    });
  const ofForm = unmet('requiresCheckoutForm');
  const required = [...(form === undefined ? ofForm : []), ...unmet('requiresScopes')];
  if (required.length > 0) return { required };
  return ofForm.length > 0 && form !== sampleCheckoutFormToken ? 'NOT_FOUND' : 'open';
}

function pathOf(steps: readonly Step[]): string {
  return steps.map(({ field }) => field.name).join('.');
}

/** The verdict that an answer expresses. */
function verdictIn({ status, errors = [] }: Answer<unknown>): unknown {
  const [error] = errors;
  if (error === undefined) return 'open';
  const { code, required } = error.extensions;
  return code === 'FORBIDDEN' && status === 403 ? { required } : code;
}

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ server: { authentication: bySecret, trustProxy: ['127.0.0.1'] } });
});
beforeEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

let requestCount = 0;

/** Sends each query from a different address: lookup misses are counted by it. */
async function send(path: FieldPath, headers: Record<string, string>): Promise<Answer<unknown>> {
  requestCount += 1;
  const address = `10.${requestCount >> 16}.${(requestCount >> 8) & 255}.${requestCount & 255}`;
  return stack.send(documentOf(path), {}, { ...headers, 'x-forwarded-for': address });
}

const everyScope = ['payment:read', 'settlement:read', 'member:read', 'session:manage'];
const callers: readonly [name: string, caller: CallerOfMatrix][] = [
  ['a shopper with the checkout form', { scopes: [], form: sampleCheckoutFormToken }],
  ['a shopper with another checkout form', { scopes: [], form: 'card-1' }],
  ...everyScope.map((scope): [string, CallerOfMatrix] => [`a system with ${scope}`, { scopes: [scope] }]),
  ['a system with every scope', { scopes: everyScope }],
];

let formCount = 0;

/** Another form has another name in each token, because lookup misses are counted by the forms of a token. */
function headersOf({ scopes, form }: CallerOfMatrix) {
  if (form === undefined) return systemWith(...scopes);
  formCount += 1;
  return shopperOf(form === sampleCheckoutFormToken ? form : `${form}${formCount}`);
}

test('every field of every type is reached', () => {
  const types = Object.values(contract.getTypeMap()).filter(isObjectType);
  const fields = types.filter((type) => !isIntrospectionType(type)).flatMap((type) => Object.values(type.getFields()));
  expect(new Set(paths.map(({ field }) => field))).toEqual(new Set(fields));
  expect(Object.keys(sampleArguments).sort()).toEqual(
    paths
      .filter(({ steps }) => steps.length === 1)
      .map(nameOf)
      .sort(),
  );
});

test('an unauthenticated caller may select no field', async () => {
  const answers = await Promise.all(paths.map((path) => send(path, {})));
  expect(new Set(answers.map(({ status, errors }) => `${status} ${String(errors?.[0]?.extensions.code)}`))).toEqual(
    new Set(['401 UNAUTHENTICATED']),
  );
  expect(stack.calledServices()).toEqual([]);
});

describe.each(callers)('%s', (_, caller) => {
  const isOpen = (path: FieldPath) => verdictOn(path, caller) === 'open';

  test('is refused the fields that the contract forbids, without a call', async () => {
    const closed = paths.filter((path) => !isOpen(path));
    const verdicts = await Promise.all(
      closed.map(async (path) => [nameOf(path), verdictIn(await send(path, await headersOf(caller)))]),
    );
    expect(verdicts).toEqual(closed.map((path) => [nameOf(path), verdictOn(path, caller)]));
    expect(stack.calledServices()).toEqual([]);
  });

  test('is answered the fields that the contract allows', async () => {
    const open = paths.filter(isOpen);
    const headers = await headersOf(caller);
    const verdicts: unknown[] = [];
    for (const path of open) verdicts.push([nameOf(path), verdictIn(await send(path, headers))]);
    expect(verdicts).toEqual(open.map((path) => [nameOf(path), 'open']));
    expect(stack.calledServices().length).toBeGreaterThanOrEqual(open.length);
  });
});
