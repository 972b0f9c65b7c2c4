import { readFileSync } from 'node:fs';

/** The query of the explorer and of the start-up banner: a payment with its items, its session and the last card. */
export const firstQuery = readFileSync(new URL('../../../schema/operations/payment.graphql', import.meta.url), 'utf8');
