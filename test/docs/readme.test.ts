import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { stripIgnoredCharacters } from 'graphql';
import { firstQuery } from '../../src/server/index.js';
import { startStack } from '../harness/stack.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '';

test("the README's command, pasted, answers what the README shows", async () => {
  const stack = await startStack();
  const command = /^curl .*$/m.exec(readme)?.[0].replace('http://127.0.0.1:4000', stack.url) ?? '';
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  await stack.close();

  const { extensions, ...answer } = JSON.parse(stdout) as { extensions: { requestId: string } };
  expect({ ...answer, extensions: { ...extensions, requestId: '…' } }).toEqual(JSON.parse(block('json')));
  expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-access-token', 'last-payment-info']);
});

test('the query that the README shows is the one that the explorer opens with, and that its command sends', () => {
  expect(stripIgnoredCharacters(block('graphql'))).toBe(stripIgnoredCharacters(firstQuery));
  expect(readme).toContain(`"query":"${stripIgnoredCharacters(firstQuery)}"`);
});

test('the README stays short enough to be read', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(151);
});

test('every setting that the README names stands in .env.example, and the other way round', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const settings = readme.slice(readme.indexOf('## Settings'), readme.indexOf('## Errors'));
  const rows = settings.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => (row.split('|')[1] ?? '').match(/[A-Z_]{4,}/g) ?? []);
  expect(new Set(named)).toEqual(new Set([...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)));
});
