import { readFileSync } from 'node:fs';

/** The document that newcomers see first: a payment, its items, its session and the last card, in one question. */
export const firstQuery = readFileSync(new URL('../../../schema/operations/payment.graphql', import.meta.url), 'utf8');
