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

// Every field of the contract, by a way that leads to it from a root field, for every kind of caller. What each may
// have is read off the contract's own text.

const contract = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));

const sampleSession = {
  sessionToken: 'f403ef2f-fb08-4111-afd6-495811ef6b25',
  memberIdentifier: 'f1409923-57cb-468f-8df2-704ea02075e3',
};

/** What each root field is asked with. */
const samples: Readonly<Record<string, string>> = {
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

/** One field on the way from a root, and the member of a union that it belongs to where it does. */
interface Step {
  readonly field: Field;
  readonly member?: string;
}

/** A way to a field, the last of its steps. */
interface Way {
  readonly operation: 'query' | 'mutation';
  readonly steps: readonly Step[];
  readonly field: Field;
}

const ways = waysToEveryField();

/** The shortest way to each field, by checkout forms where there is one: they are open to the most callers. */
function waysToEveryField(): Way[] {
  const found = [...rootsOf('query', contract.getQueryType()), ...rootsOf('mutation', contract.getMutationType())];
  found.sort((a, b) => Number(isOfForm(b)) - Number(isOfForm(a)));
  const seen = new Set<string>();
  // The list grows while it is walked: what is found first is walked first.
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
  // An ended session has no last payment to ask for: ends come last.
  return [...found.filter(({ operation }) => operation === 'query'), ...found.filter(isMutation)];
}

function rootsOf(operation: Way['operation'], type: GraphQLObjectType | null | undefined): Way[] {
  return Object.values(type?.getFields() ?? {}).map((field) => ({ operation, steps: [{ field }], field }));
}

function isMutation({ operation }: Way): boolean {
  return operation === 'mutation';
}

function isOfForm({ field }: Way): boolean {
  return argumentOf(field, 'requiresCheckoutForm') !== undefined;
}

function objectsOf({ type }: Field): readonly GraphQLObjectType[] {
  const named = getNamedType(type);
  if (isUnionType(named)) return named.getTypes();
  return isObjectType(named) ? [named] : [];
}

function documentOf({ operation, steps, field }: Way): string {
  const leaf = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  return steps.reduceRight((below, { field: { name }, member }, index) => {
    const selected = `${name}${index === 0 ? (samples[name] ?? '') : ''}${below}`;
    const selection = member === undefined ? selected : `... on ${member} { ${selected} }`;
    return `${index === 0 ? operation : ''} { ${selection} }`;
  }, leaf);
}

function nameOf({ steps }: Way): string {
  return steps.map(({ field, member }) => (member === undefined ? field.name : `${member}.${field.name}`)).join('.');
}

type Alternatives = readonly (readonly string[])[];

/** The argument of a directive on a field: who may have it. */
function argumentOf({ astNode }: Field, directive: string): Alternatives | undefined {
  const value = astNode?.directives?.find(({ name }) => name.value === directive)?.arguments?.[0]?.value;
  return value && (valueFromASTUntyped(value) as Alternatives);
}

interface CallerOfMatrix {
  readonly scopes: readonly string[];
  readonly form?: string;
}

type Verdict = 'open' | 'NOT_FOUND' | { readonly required: readonly object[] };

function verdictOn({ steps }: Way, { scopes, form }: CallerOfMatrix): Verdict {
  const isHeld = (alternatives: Alternatives) =>
    alternatives.some((all) => all.every((scope) => scopes.includes(scope)));
  const unmet = (directive: string) =>
    steps.flatMap(({ field }, index) => {
      const asked = argumentOf(field, directive);
      return asked && !isHeld(asked) ? [{ path: pathOf(steps.slice(0, index + 1)), scopes: asked }] : [];
    });
  const ofForm = unmet('requiresCheckoutForm');
  const required = [...(form === undefined ? ofForm : []), ...unmet('requiresScopes')];
  if (required.length > 0) return { required };
  return ofForm.length > 0 && form !== sampleCheckoutFormToken ? 'NOT_FOUND' : 'open';
}

function pathOf(steps: readonly Step[]): string {
  return steps.map(({ field }) => field.name).join('.');
}

/** What an answer says of permissions, in the words of a verdict. */
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

let requests = 0;

/** Each from an address of its own, so that nobody has guessed too often. */
async function ask(way: Way, headers: Record<string, string>): Promise<Answer<unknown>> {
  requests += 1;
  const address = `10.${requests >> 16}.${(requests >> 8) & 255}.${requests & 255}`;
  return stack.send(documentOf(way), {}, { ...headers, 'x-forwarded-for': address });
}

const everyScope = ['payment:read', 'settlement:read', 'member:read', 'session:manage'];
const callers: readonly [name: string, caller: CallerOfMatrix][] = [
  ['a shopper with the checkout form', { scopes: [], form: sampleCheckoutFormToken }],
  ['a shopper with another checkout form', { scopes: [], form: 'card-1' }],
  ...everyScope.map((scope): [string, CallerOfMatrix] => [`a system with ${scope}`, { scopes: [scope] }]),
  ['a system with every scope', { scopes: everyScope }],
];

const headersOf = ({ scopes, form }: CallerOfMatrix) => (form === undefined ? systemWith(...scopes) : shopperOf(form));

test('every field of every type is reached', () => {
  const types = Object.values(contract.getTypeMap()).filter(isObjectType);
  const fields = types.filter((type) => !isIntrospectionType(type)).flatMap((type) => Object.values(type.getFields()));
  expect(new Set(ways.map(({ field }) => field))).toEqual(new Set(fields));
  expect(Object.keys(samples).sort()).toEqual(
    ways
      .filter(({ steps }) => steps.length === 1)
      .map(nameOf)
      .sort(),
  );
});

test('nobody may have any field', async () => {
  const answers = await Promise.all(ways.map((way) => ask(way, {})));
  expect(new Set(answers.map(({ status, errors }) => `${status} ${String(errors?.[0]?.extensions.code)}`))).toEqual(
    new Set(['401 UNAUTHENTICATED']),
  );
  expect(stack.calledServices()).toEqual([]);
});

describe.each(callers)('%s', (_, caller) => {
  const isOpen = (way: Way) => verdictOn(way, caller) === 'open';

  test('is refused the fields that the contract closes, at no call', async () => {
    const closed = ways.filter((way) => !isOpen(way));
    const verdicts = await Promise.all(
      closed.map(async (way) => [nameOf(way), verdictIn(await ask(way, await headersOf(caller)))]),
    );
    expect(verdicts).toEqual(closed.map((way) => [nameOf(way), verdictOn(way, caller)]));
    expect(stack.calledServices()).toEqual([]);
  });

  test('is given the fields that it opens', async () => {
    const open = ways.filter(isOpen);
    const headers = await headersOf(caller);
    const verdicts: unknown[] = [];
    for (const way of open) verdicts.push([nameOf(way), verdictIn(await ask(way, headers))]);
    expect(verdicts).toEqual(open.map((way) => [nameOf(way), 'open']));
    expect(stack.calledServices().length).toBeGreaterThanOrEqual(open.length);
  });
});
