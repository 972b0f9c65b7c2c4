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

/** What Apollo Client sends: every selection below the operation with the type of what was selected. */
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

/** The document as its author wrote it, in the author's order. */
const written = readFileSync('schema/operations/payment.graphql', 'utf8');

const asked: Record<string, object> = {
  "the manifest's own key": { documentId: paymentKey },
  'the hash of its text': { documentId: `sha256:${sha256(paymentText)}` },
  'the hash where Apollo Client puts it': { extensions: { persistedQuery: { version: 1, sha256Hash: paymentKey } } },
  'the hash where Apollo Client puts it, and its text': {
    query: paymentText,
    extensions: { persistedQuery: { version: 1, sha256Hash: paymentKey } },
  },
  'its text, and the hash of that': {
    query: written,
    extensions: { persistedQuery: { version: 1, sha256Hash: sha256(written) } },
  },
  'its key and its text': { documentId: paymentKey, query: paymentText },
  'its exact text': { query: paymentText },
  'its text as it was written': { query: written },
  'its text in one line': { query: stripIgnoredCharacters(written) },
  'its text with other blanks, commas and remarks': {
    query: `#${paymentText}\n${written.replaceAll('\n', ',,\n\t#a\n')}`,
  },
  'what a client prints': { query: print(generated.PaymentDocument) },
  'what Apollo Client prints': { query: printedByApolloClient(generated.PaymentDocument) },
};

test.each(Object.keys(asked))('a document is run that is asked for by %s', async (name) => {
  const reply = await post(stack, { ...asked[name], variables });
  expect([reply.status, reply.errors]).toEqual([200, undefined]);
  expect(reply.data).toMatchObject({
    payment: { id: '24259238', session: { lastPaymentCard: { cardBankName: 'HSBC' } } },
  });
  expect(stack.calledServices()[0]).toBe('retrieve-payment');
});

test('Apollo Client is told the types that it asks for', async () => {
  const { data } = await post(stack, { query: printedByApolloClient(generated.PaymentDocument), variables });
  expect(data).toMatchObject({ payment: { __typename: 'Payment', card: { __typename: 'PaymentCard' } } });
});

const documents = Object.entries(generated).flatMap(([name, document]) =>
  typeof document === 'object' && name.endsWith('Document') ? [[name, document as DocumentNode] as const] : [],
);

test.each(documents)('%s is in the manifest that was generated with it, however it is printed', async (_, document) => {
  const definition = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  expect(definition).toBeDefined();
  for (const query of [print(document), printedByApolloClient(document), stripIgnoredCharacters(print(document))]) {
    const { errors } = await post(stack, { query, variables: {} });
    // It was let in: what is missed are its variables.
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
  expect(stack.calledServices()).toEqual([]);
});

const changed = (change: (text: string) => string) => ({ query: change(paymentText) });

const unknown: Record<string, unknown> = {
  'nothing at all': {},
  'another document': goodQuery,
  introspection: { query: '{ __schema { types { name } } }' },
  '`__typename` alone': { query: '{ __typename }' },
  'no document': { query: 'payment please' },
  'an empty text': { query: '' },
  'a text of 1001 tokens': { query: `{ ${'a '.repeat(999)} }` },
  'a text nested beyond measure': { query: '{a'.repeat(400) },
  'one field more': changed((text) => text.replace('basketId', 'basketId callbackUrl')),
  'one field less': changed((text) => text.replace('basketId', '')),
  'one alias more': changed((text) => text.replace('basketId', 'a: basketId')),
  'an alias of `__typename`': changed((text) => text.replace('basketId', 'basketId a: __typename')),
  'a condition more': changed((text) => text.replace('basketId', 'basketId @skip(if: true)')),
  'a condition on `__typename`': changed((text) => text.replace('basketId', 'basketId __typename @skip(if: true)')),
  'another value': changed((text) => text.replace('checkoutFormToken: $checkoutFormToken', 'checkoutFormToken: "a"')),
  'another type': changed((text) => text.replace('ID!', 'ID! = "a"')),
  'another name': changed((text) => text.replace('query Payment', 'query Other')),
  'two operations': changed((text) => `${text} query Other { __typename }`),
  'a fragment more': changed((text) => `${text} fragment F on Payment { id }`),
  'the fields of a mutation in another order': { query: inOrder.replace(/a: (.*) b/, 'b: $1 a') },
  'an id that is not there': { documentId: `sha256:${sha256('a')}` },
  'the key of another kind of hash': { documentId: `sha1:${paymentKey}` },
  'an id that objects inherit': { documentId: '__proto__' },
  'another id that objects inherit': { documentId: 'constructor' },
  'an empty id': { documentId: '' },
  'a number for an id': { documentId: 1 },
  'a list for an id': { documentId: [paymentKey] },
  'a trusted id and a text of its own': { documentId: paymentKey, query: goodQuery.query },
  'a trusted hash and a text of its own': {
    query: goodQuery.query,
    extensions: { persistedQuery: { version: 1, sha256Hash: paymentKey } },
  },
  'a hash that is not there': { extensions: { persistedQuery: { version: 1, sha256Hash: sha256('a') } } },
  'no hash': { extensions: { persistedQuery: null } },
};

test.each(Object.keys(unknown))('nothing is run for who asks for %s', async (name) => {
  const reply = await post(stack, {
    ...(unknown[name] as object),
    variables: { ...variables, ...goodQuery.variables },
  });
  expectRefusal(reply, 400, 'OPERATION_NOT_ALLOWED');
  expect(Buffer.byteLength(reply.text)).toBeLessThan(8 * 1024);
  expect(stack.calledServices()).toEqual([]);
});

test('a hash that is not known makes Apollo Client send the text', async () => {
  const reply = await post(stack, { extensions: { persistedQuery: { version: 1, sha256Hash: sha256('a') } } });
  expectRefusal(reply, 400, 'OPERATION_NOT_ALLOWED');
  expect(reply.errors?.[0]?.message).toBe('PersistedQueryNotSupported');
});

test('nothing that a caller sends becomes a trusted document', async () => {
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

test('of several operations the one is run that is named', async () => {
  for (const body of [{ documentId: 'two' }, { documentId: `sha256:${sha256(two)}` }, { query: two }]) {
    expect((await post(stack, { ...body, operationName: 'One' })).data).toEqual({ __typename: 'Query' });
    expect((await post(stack, { ...body, operationName: 'Two' })).data).toEqual({ two: 'Query' });
    for (const operationName of [undefined, 'Three']) {
      const { status, errors } = await post(stack, { ...body, operationName });
      expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
    }
  }
});

test('what is trusted is held to its limits all the same', async () => {
  const large = `{ ${Object.keys(manifest)
    .slice(0, 6)
    .map((_, index) => `a${index}: __typename`)
    .join(' ')} }`;
  const own = await startStack({ server: { trustedDocuments: { large } } });
  const { status, errors } = await post(own, { documentId: 'large' });
  await own.close();
  expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'LIMIT_EXCEEDED']);
});

test('a trusted text too large to be run lets nothing else in', async () => {
  const own = await startStack({ server: { trustedDocuments: { large: `{ ${'a '.repeat(2500)} }` } } });
  for (const query of ['', '{', `{ ${'b '.repeat(2500)} }`]) {
    expectRefusal(await post(own, { query }), 400, 'OPERATION_NOT_ALLOWED');
  }
  await own.close();
});

test('where no document is trusted before others, any is run', async () => {
  const own = await startStack();
  const { data } = await post(own, goodQuery);
  await own.close();
  expect(data).toMatchObject({ payment: {} });
});

describe('the setting', () => {
  const read = (text: string) =>
    readConfig({ TRUSTED_DOCUMENTS: 'documents.json' }, (file) => {
      if (file !== 'documents.json') throw new Error('ENOENT');
      return text;
    }).trustedDocuments;

  test('names the manifest', () => {
    expect(read(readFileSync(path, 'utf8'))).toEqual(manifest);
  });

  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['text', '"{ __typename }"'],
    ['no documents', '{}'],
    ['a document that is none', '{"a": "{ __typename }", "b": "5ecret"}'],
    ['a document that is no text', '{"a": {"query": "{ __typename }"}}'],
    ['an empty document', '{"a": ""}'],
  ])('is a mistake where the file holds %s', (_, text) => {
    expect(() => read(text)).toThrow(
      new ConfigurationError(['TRUSTED_DOCUMENTS must name a JSON object of keys and GraphQL documents']),
    );
  });

  test('is a mistake where there is no file', () => {
    expect(() =>
      readConfig({ TRUSTED_DOCUMENTS: '5ecret.json' }, () => {
        throw new Error('ENOENT');
      }),
    ).toThrow(new ConfigurationError(['TRUSTED_DOCUMENTS names a file that cannot be read']));
  });
});

test("a mutation's fields run in the order that was trusted, inside of a fragment too", async () => {
  const a = 'a: expireCheckoutSession(input: { checkoutFormToken: "card-1" }) { __typename }';
  const b = 'b: expireCheckoutSession(input: { checkoutFormToken: "card-2" }) { __typename }';
  const trusting = await startStack({
    server: { trustedDocuments: { key: `mutation { ... on Mutation { ${a} ${b} } }` } },
  });
  const run = (first: string, then: string) => trusting.send(`mutation { ... on Mutation { ${first} ${then} } }`);
  expect((await run(b, a)).errors).toMatchObject([{ extensions: { code: 'OPERATION_NOT_ALLOWED' } }]);
  expect(trusting.calledServices()).toEqual([]);
  expect((await run(a, b)).errors).toBeUndefined();
  await trusting.close();
});
