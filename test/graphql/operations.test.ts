import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse, print, type DefinitionNode, type OperationDefinitionNode } from 'graphql';
import { startStack } from '../harness/stack.js';

const folder = new URL('../../schema/operations/', import.meta.url);

/** The variables for each document of `schema/operations`, and a part of its answer. */
const examples: Readonly<Record<string, { variables: Record<string, unknown>; answer: unknown }>> = {
  Payment: {
    variables: { checkoutFormToken: 'e54b957b-a153-410c-8761-79c9bd4ff44f' },
    answer: { payment: { id: '24259238', session: { lastPaymentCard: { cardBankName: 'HSBC' } } } },
  },
  PaymentDetail: {
    variables: { paymentId: '24259238' },
    answer: { paymentDetail: { signatureStatus: 'VERIFIED', itemTransactions: [{ merchantPayoutAmount: '0.9825' }] } },
  },
  PaymentDetails: {
    variables: { paymentIds: ['24259238'] },
    answer: { paymentDetails: [{ iyziCommissionRateAmount: '0.0175' }] },
  },
  Session: {
    variables: { checkoutFormToken: 'ab468ec8-c4ab-4449-b15b-69782f7786c6', paymentId: '29414275' },
    answer: { session: { sessionStatus: 'PASSIVE' } },
  },
  LastPayment: {
    variables: {
      sessionToken: 'f403ef2f-fb08-4111-afd6-495811ef6b25',
      memberIdentifier: 'f1409923-57cb-468f-8df2-704ea02075e3',
    },
    answer: { lastPayment: { paymentId: '24259238', card: { binNumber: '55047200' } } },
  },
  ExpireSession: {
    variables: {
      input: {
        sessionToken: '0636d0cf-b54e-4896-b3f2-91f69e9c6b11',
        memberIdentifier: '702831f3-1cc6-4b25-ad2b-878afc64f408',
      },
    },
    answer: { expireSession: { session: { sessionStatus: 'PASSIVE' } } },
  },
  ExpireCheckoutSession: {
    variables: { input: { checkoutFormToken: 'card-1' } },
    answer: { expireCheckoutSession: { session: { sessionStatus: 'PASSIVE' } } },
  },
};

const operations = readdirSync(folder).flatMap((file) => {
  const document = parse(readFileSync(new URL(file, folder), 'utf8'));
  const isOperation = (node: DefinitionNode): node is OperationDefinitionNode =>
    node.kind === Kind.OPERATION_DEFINITION;
  return document.definitions
    .filter(isOperation)
    .map(({ name }) => ({ name: name?.value ?? '', text: print(document) }));
});

test.each(operations)('the document $name is answered', async ({ name, text }) => {
  const stack = await startStack();
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text, operationName: name, variables: examples[name]?.variables }),
  });
  const answer = (await response.json()) as { errors?: unknown; data: unknown };
  await stack.close();

  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject(examples[name]?.answer as object);
});
