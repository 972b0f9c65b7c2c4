// Writes the schema of the built code to schema/schema.graphql.
import { writeFileSync } from 'node:fs';
import { printContract } from '../dist/graphql/index.js';

writeFileSync(new URL('../schema/schema.graphql', import.meta.url), printContract());
