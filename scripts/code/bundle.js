// What dist consists of: one bundle of src and of the packages that it imports.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The files of src that are started or imported from outside, and the two that main.ts starts. */
const entryPoints = ['main', 'start', 'token', 'otel', 'simulator/index', 'simulator/main'];

/**
 * Bundles src in memory: each entry point by itself, so that it holds only what it uses. Code that is imported by
 * `await import(…)` becomes a chunk, which is loaded only then.
 */
export function bundleAll() {
  return Promise.all(entryPoints.map(bundle));
}

/** @param {string} entryPoint */
function bundle(entryPoint) {
  return build({
    absWorkingDir: root,
    entryPoints: [`src/${entryPoint}.ts`],
    outbase: 'src',
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    // Only the server has code that may stay unused.
    splitting: entryPoint === 'start',
    external: ['./start.js', './token.js'],
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    // Of packages that have both, the ES module: unused parts of it are left out. One copy, so that classes are the same.
    mainFields: ['module', 'main'],
    // got uses http2-wrapper with its option `http2` only, and loading it reads all root certificates.
    // Apollo Server finds Node's SHA-256 by `module.require`, which a bundle lacks, and would take one in JavaScript.
    alias: {
      'http2-wrapper': './scripts/code/no-http2.js',
      '@apollo/utils.createhash': './scripts/code/node-hash.js',
    },
    // Bundled CommonJS packages require Node's modules.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    plugins: [packageCode],
  });
}

/** An empty source map, for code of packages: stack traces name it by its place in the bundle. */
const emptyMap = Buffer.from('{"version":3,"sources":[""],"mappings":"AAAA"}').toString('base64');

/**
 * Changes code of packages.
 * - It gets no source map: the maps are read when an error is logged, and shall be small.
 * - It imports `graphql` and `class-validator` at its start. Apollo Server and type-graphql import them in every
 *   operation, which costs time, and a file descriptor that a process under load may not have.
 */
const packageCode = {
  name: 'package-code',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
      const code = withEarlyImports(await readFile(path, 'utf8'));
      return { contents: `${code}\n//# sourceMappingURL=data:application/json;base64,${emptyMap}`, loader: 'default' };
    });
  },
};

/** @param {string} code @returns {string} */
function withEarlyImports(code) {
  const lateImport = /const (\{.*\}|\w+) = await import\((["'](?:graphql|class-validator)["'])\);/g;
  const imports = [...code.matchAll(lateImport)].map(
    ([, names, from]) => `import ${names.startsWith('{') ? names : `* as ${names}`} from ${from};`,
  );
  return `${imports.join('')}${code.replace(lateImport, '')}`;
}
