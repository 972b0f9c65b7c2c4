import { readFileSync } from 'node:fs';
import { startStack } from '../support/stack.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '';

test("the README's query, pasted, answers what the README shows", async () => {
  const stack = await startStack();
  const checkoutFormToken = 'e54b957b-a153-410c-8761-79c9bd4ff44f';
  const { text } = await stack.send(block('graphql'), { checkoutFormToken }, { 'x-request-id': 'shown' });
  await stack.close();

  expect(JSON.parse(text)).toEqual(JSON.parse(block('json').replace('…', 'shown')));
  expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-access-token', 'last-payment-info']);
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
