// Writes the contract, as the built code has it, to where clients and reviewers read it.
import { writeFileSync } from 'node:fs';
import { printContract } from '../dist/graphql/index.js';

writeFileSync(new URL('../schema/schema.graphql', import.meta.url), printContract());
