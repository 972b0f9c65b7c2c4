import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Kind, print, stripIgnoredCharacters, visit, type DocumentNode } from 'graphql';
import * as generated from '../../../schema/generated/graphql.js';
import { ConfigurationError, readConfig } from '../../../src/config/index.js';
import type { Manifest } from '../../../src/server/index.js';
import { sampleCheckoutFormToken } from '../../../src/simulator/index.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { expectRefusal, goodQuery, post } from '../../harness/http-exchange.js';

const path = 'schema/generated/persisted-documents.json';
const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;

const [paymentKey = '', paymentText = ''] =
  Object.entries(manifest).find(([, text]) => text.startsWith('query Payment(')) ?? [];
const variables = { checkoutFormToken: sampleCheckoutFormToken };
const two = 'query One { __typename } query Two { two: __typename }';
const inOrder = 'mutation Both { a: __typename b: __typename }';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ server: { trustedDocuments: { ...manifest, two, 'made-by-hand': inOrder } } });
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The document as Apollo Client sends it: with `__typename` in every selection below the operation. */
function printedByApolloClient(document: DocumentNode): string {
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  const withTypenames = visit(document, {
    SelectionSet: (node, _, parent) =>
      parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
        ? undefined
        : { ...node, selections: [...node.selections, typename] },
  });
  return print(withTypenames);
}

/** The document as its author wrote it. */
const source = readFileSync('schema/operations/payment.graphql', 'utf8');

const requests: Record<string, object> = {
  "the manifest's own key": { documentId: paymentKey },
  'the hash of its text': { documentId: `sha256:${sha256(paymentText)}` },
  'the hash in extensions.persistedQuery': { extensions: { persistedQuery: { version: 1, sha256Hash: paymentKey } } },
  'the hash in extensions.persistedQuery and its text': {
    query: paymentText,
    extensions: { persistedQuery: { version: 1, sha256Hash: paymentKey } },
  },
  'its text and the hash of that text': {
    query: source,
    extensions: { persistedQuery: { version: 1, sha256Hash: sha256(source) } },
  },
  'its key and its text': { documentId: paymentKey, query: paymentText },
  'its exact text': { query: paymentText },
  'its source text': { query: source },
  'its text in one line': { query: stripIgnoredCharacters(source) },
  'its text with other white space, commas and comments': {
    query: `#${paymentText}\n${source.replaceAll('\n', ',,\n\t#a\n')}`,
  },
  'its text as printed by graphql-js': { query: print(generated.PaymentDocument) },
  'its text as printed by Apollo Client': { query: printedByApolloClient(generated.PaymentDocument) },
};

test.each(Object.keys(requests))('a document is executed if it is requested by %s', async (name) => {
  const reply = await post(stack, { ...requests[name], variables });
  expect([reply.status, reply.errors]).toEqual([200, undefined]);
  expect(reply.data).toMatchObject({
    payment: { id: '24259238', session: { lastPaymentCard: { cardBankName: 'HSBC' } } },
  });
  expect(stack.calledServices()[0]).toBe('retrieve-payment');
});

test('Apollo Client receives the types that it adds to the document', async () => {
  const { data } = await post(stack, { query: printedByApolloClient(generated.PaymentDocument), variables });
  expect(data).toMatchObject({ payment: { __typename: 'Payment', card: { __typename: 'PaymentCard' } } });
});

const documents = Object.entries(generated).flatMap(([name, document]) =>
  typeof document === 'object' && name.endsWith('Document') ? [[name, document as DocumentNode] as const] : [],
);

test.each(documents)('%s is trusted in every printed form', async (_, document) => {
  const definition = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  expect(definition).toBeDefined();
  for (const query of [print(document), printedByApolloClient(document), stripIgnoredCharacters(print(document))]) {
    const { errors } = await post(stack, { query, variables: {} });
    // The document was accepted: only its variables are missing.
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
  expect(stack.calledServices()).toEqual([]);
});

const changed = (change: (text: string) => string) => ({ query: change(paymentText) });

const unknown: Record<string, unknown> = {
  'nothing at all': {},
  'another document': goodQuery,
  introspection: { query: '{ __schema { types { name } } }' },
  'only `__typename`': { query: '{ __typename }' },
  'a text that is not GraphQL': { query: 'payment please' },
  'an empty text': { query: '' },
  'a text of 1001 tokens': { query: `{ ${'a '.repeat(999)} }` },
  'a text that is nested too deeply': { query: '{a'.repeat(400) },
  'an extra field': changed((text) => text.replace('basketId', 'basketId callbackUrl')),
  'a missing field': changed((text) => text.replace('basketId', '')),
  'an extra alias': changed((text) => text.replace('basketId', 'a: basketId')),
  'an alias of `__typename`': changed((text) => text.replace('basketId', 'basketId a: __typename')),
  'an extra condition': changed((text) => text.replace('basketId', 'basketId @skip(if: true)')),
  'a condition on `__typename`': changed((text) => text.replace('basketId', 'basketId __typename @skip(if: true)')),
  'another value': changed((text) => text.replace('checkoutFormToken: $checkoutFormToken', 'checkoutFormToken: "a"')),
  'another type': changed((text) => text.replace('ID!', 'ID! = "a"')),
  'another name': changed((text) => text.replace('query Payment', 'query Other')),
  'two operations': changed((text) => `${text} query Other { __typename }`),
  'an extra fragment': changed((text) => `${text} fragment F on Payment { id }`),
  'the fields of a mutation in another order': { query: inOrder.replace(/a: (.*) b/, 'b: $1 a') },
  'an unknown id': { documentId: `sha256:${sha256('a')}` },
  'the key of another kind of hash': { documentId: `sha1:${paymentKey}` },
  'the inherited member __proto__ as id': { documentId: '__proto__' },
  'the inherited member constructor as id': { documentId: 'constructor' },
  'an empty id': { documentId: '' },
  'a number as id': { documentId: 1 },
  'a list as id': { documentId: [paymentKey] },
  'a trusted id and another text': { documentId: paymentKey, query: goodQuery.query },
  'a trusted hash and another text': {
    query: goodQuery.query,
    extensions: { persistedQuery: { version: 1, sha256Hash: paymentKey } },
  },
  'an unknown hash': { extensions: { persistedQuery: { version: 1, sha256Hash: sha256('a') } } },
  'no hash': { extensions: { persistedQuery: null } },
};

test.each(Object.keys(unknown))('a request for %s is refused without a call', async (name) => {
  const reply = await post(stack, {
    ...(unknown[name] as object),
    variables: { ...variables, ...goodQuery.variables },
  });
  expectRefusal(reply, 400, 'OPERATION_NOT_ALLOWED');
  expect(Buffer.byteLength(reply.text)).toBeLessThan(8 * 1024);
  expect(stack.calledServices()).toEqual([]);
});

test('an unknown hash is refused with the message that makes Apollo Client send the text', async () => {
  const reply = await post(stack, { extensions: { persistedQuery: { version: 1, sha256Hash: sha256('a') } } });
  expectRefusal(reply, 400, 'OPERATION_NOT_ALLOWED');
  expect(reply.errors?.[0]?.message).toBe('PersistedQueryNotSupported');
});

test('a document that a caller sends with its hash does not become trusted', async () => {
  const persistedQuery = { version: 1, sha256Hash: sha256(goodQuery.query) };
  for (const body of [
    { ...goodQuery, extensions: { persistedQuery } },
    { extensions: { persistedQuery } },
    { ...goodQuery, documentId: `sha256:${persistedQuery.sha256Hash}` },
    { documentId: `sha256:${persistedQuery.sha256Hash}` },
    goodQuery,
  ]) {
    expectRefusal(await post(stack, body), 400, 'OPERATION_NOT_ALLOWED');
  }
  expect(stack.calledServices()).toEqual([]);
});

test('operationName selects one of several operations', async () => {
  for (const body of [{ documentId: 'two' }, { documentId: `sha256:${sha256(two)}` }, { query: two }]) {
    expect((await post(stack, { ...body, operationName: 'One' })).data).toEqual({ __typename: 'Query' });
    expect((await post(stack, { ...body, operationName: 'Two' })).data).toEqual({ two: 'Query' });
    for (const operationName of [undefined, 'Three']) {
      const { status, errors } = await post(stack, { ...body, operationName });
      expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
    }
  }
});

test('a trusted document must keep to the limits', async () => {
  const large = `{ ${Object.keys(manifest)
    .slice(0, 6)
    .map((_, index) => `a${index}: __typename`)
    .join(' ')} }`;
  const own = await startStack({ server: { trustedDocuments: { large } } });
  const { status, errors } = await post(own, { documentId: 'large' });
  await own.close();
  expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'LIMIT_EXCEEDED']);
});

test('a trusted document that is too large does not make other documents trusted', async () => {
  const own = await startStack({ server: { trustedDocuments: { large: `{ ${'a '.repeat(2500)} }` } } });
  for (const query of ['', '{', `{ ${'b '.repeat(2500)} }`]) {
    expectRefusal(await post(own, { query }), 400, 'OPERATION_NOT_ALLOWED');
  }
  await own.close();
});

test('any document is executed if no trusted documents are configured', async () => {
  const own = await startStack();
  const { data } = await post(own, goodQuery);
  await own.close();
  expect(data).toMatchObject({ payment: {} });
});

describe('the setting TRUSTED_DOCUMENTS', () => {
  const read = (text: string) =>
    readConfig({ TRUSTED_DOCUMENTS: 'documents.json' }, (file) => {
      if (file !== 'documents.json') throw new Error('ENOENT');
      return text;
    }).trustedDocuments;

  test('names the manifest', () => {
    expect(read(readFileSync(path, 'utf8'))).toEqual(manifest);
  });

  test.each([
    ['text that is not JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a JSON string', '"{ __typename }"'],
    ['no documents', '{}'],
    ['an invalid document', '{"a": "{ __typename }", "b": "5ecret"}'],
    ['a document that is not a string', '{"a": {"query": "{ __typename }"}}'],
    ['an empty document', '{"a": ""}'],
  ])('is a mistake if the file contains %s', (_, text) => {
    expect(() => read(text)).toThrow(
      new ConfigurationError(['TRUSTED_DOCUMENTS must name a JSON object of keys and GraphQL documents']),
    );
  });

  test('is a mistake if the file does not exist', () => {
    expect(() =>
      readConfig({ TRUSTED_DOCUMENTS: '5ecret.json' }, () => {
        throw new Error('ENOENT');
      }),
    ).toThrow(new ConfigurationError(['TRUSTED_DOCUMENTS names a file that cannot be read']));
  });
});

test("a mutation's fields must have the trusted order, in fragments too", async () => {
  const a = 'a: expireCheckoutSession(input: { checkoutFormToken: "card-1" }) { __typename }';
  const b = 'b: expireCheckoutSession(input: { checkoutFormToken: "card-2" }) { __typename }';
  const trusting = await startStack({
    server: { trustedDocuments: { key: `mutation { ... on Mutation { ${a} ${b} } }` } },
  });
  const mutate = (first: string, then: string) => trusting.send(`mutation { ... on Mutation { ${first} ${then} } }`);
  expect((await mutate(b, a)).errors).toMatchObject([{ extensions: { code: 'OPERATION_NOT_ALLOWED' } }]);
  expect(trusting.calledServices()).toEqual([]);
  expect((await mutate(a, b)).errors).toBeUndefined();
  await trusting.close();
});
