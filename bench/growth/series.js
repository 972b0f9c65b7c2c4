import { createBatchQuestions, createSharedQuestions, PAYMENT_IDS } from './questions.js';

/** iyzico calls of one service that the server makes at a time: see docs/architecture.md, step 9. */
const SLOTS = 20;

/**
 * What grows. A batch is what is sent at the same time; its CPU is compared between sizes.
 * - `sizes`: each with the number of batches that are measured
 * - `delay`: milliseconds before iyzico answers
 * - `contestants`: names
 * - `createBatch`: makes a function that returns the questions of the next batch
 * - `meaning`: for the report
 */
export const series = [
  {
    name: 'items',
    title: 'Items of a payment',
    sizes: { 1: 300, 10: 300, 30: 200, 100: 120, 300: 50, 1000: 20 },
    contestants: ['ours-got', 'hand-written-rest'],
    createBatch: (items, callers) => createSharedQuestions(callers, { items, questions: 1, forms: 1 }),
    meaning:
      'One query, for a payment with so many items. iyzico’s answer about 1000 items has 820 kB; 1 MiB is the limit.',
  },
  {
    name: 'payment-ids',
    title: 'Payments of a query',
    sizes: { 1: 300, 2: 300, 5: 150, 10: 100, 20: 60, [PAYMENT_IDS]: 30 },
    contestants: ['ours-got'],
    createBatch: (ids, callers) => createBatchQuestions(callers, ids),
    meaning: `One query of \`paymentDetails\`, with so many ids: each costs a call. ${PAYMENT_IDS} is the limit. The hand-written servers have no such field.`,
  },
  {
    name: 'clients',
    title: 'Clients that ask for the same payment',
    sizes: { 1: 300, 10: 100, 30: 50, 100: 20, 300: 10, 1000: 4 },
    delay: 5,
    contestants: ['ours-got'],
    createBatch: (clients, callers) => createSharedQuestions(callers, { items: 3, questions: clients, forms: 1 }),
    meaning:
      'So many queries at a time for one checkout form, while iyzico takes 5 ms. This server makes two calls for all of them.',
  },
  {
    name: 'in-flight',
    title: 'Answers in flight',
    sizes: { 1: 150, 10: 60, 50: 25, 100: 15, 250: 8, 500: 6 },
    delay: 20,
    contestants: ['ours-got'],
    createBatch: (questions, callers) => createSharedQuestions(callers, { items: 3, questions, forms: SLOTS }),
    meaning:
      `So many queries at a time for ${SLOTS} checkout forms in turn, while iyzico takes 20 ms, so that all answers wait together. ` +
      `More forms at a time are no measure of cost: the server has ${SLOTS} calls to a service in flight, lets 40 wait for at most 500 ms, ` +
      'and refuses the others with OVERLOADED.',
  },
];
