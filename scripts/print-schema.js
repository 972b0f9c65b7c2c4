// Writes the schema of the code to schema/schema.graphql.
import { rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

// In node_modules, so that the code finds its packages.
const code = new URL('../node_modules/.print-schema.js', import.meta.url);
await build({
  entryPoints: ['src/graphql/index.ts'],
  outfile: code.pathname,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
});
try {
  const { printContract } = await import(code.href);
  writeFileSync(new URL('../schema/schema.graphql', import.meta.url), printContract());
} finally {
  rmSync(code);
}
