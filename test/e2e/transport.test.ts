import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { queryPayment, readUntil, startedProcesses, urlIn } from '../harness/started-process.js';

const { folder, readBanner, start } = startedProcesses();

/** Writes the name of each sender that is loaded to the log. */
const watchLoading = `
  import { register } from 'node:module';
  const hook = \`
    import { writeSync } from 'node:fs';
    export function load(url, context, next) {
      const [sender] = /(?:got|undici)-sender/.exec(url) ?? [];
      if (sender) writeSync(2, 'loaded ' + sender + '\\\\n');
      return next(url, context);
    }
  \`;
  register('data:text/javascript,' + encodeURIComponent(hook));
`;

test.each([
  ['got', {}],
  ['got', { IYZICO_TRANSPORT: 'got' }],
  ['undici', { IYZICO_TRANSPORT: 'undici' }],
])('a process loads %s and not the other library, before it is ready: %j', async (library, settings) => {
  const path = join(folder(), 'watch-loading.mjs');
  await writeFile(path, watchLoading);
  const server = start({ IYZICO_TRANSPORT: '', ...settings }, ['--import', path]);
  const log = readUntil(server.stderr);
  const url = urlIn(await readBanner(server, 'iyzico'));
  expect(await queryPayment(url)).toMatchObject({ data: { payment: { paymentStatus: 'SUCCESS' } } });
  server.kill('SIGTERM');
  const lines = (await log).split('\n');
  expect(lines.filter((line) => line.startsWith('loaded'))).toEqual([`loaded ${library}-sender`]);
  const indexOf = (text: string) => lines.findIndex((line) => line.includes(text));
  expect(indexOf('loaded')).toBeLessThan(indexOf('"ready"'));
});
