import { readFileSync } from 'node:fs';
import { packageFile } from '../../package-file.js';

/** The query of the explorer and of the start-up banner: a payment with its items, its session and the last card. */
export const firstQuery = readFileSync(packageFile('schema/operations/payment.graphql'), 'utf8');
