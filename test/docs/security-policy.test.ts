import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const policy = readFileSync('SECURITY.md', 'utf8');
const threats = policy
  .slice(policy.indexOf('## Threat model'), policy.indexOf('## What the server does not'))
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2);

test('every threat names a test that exists', () => {
  const testFiles = new Set(readdirSync('test', { encoding: 'utf8', recursive: true }).map((path) => basename(path)));
  const missing = threats.flatMap((threat) => {
    const named = [...threat.matchAll(/`([\w.-]+\.test\.ts)`/g)].map(([, name = '']) => name);
    return named.length === 0 ? [threat] : named.filter((name) => !testFiles.has(name));
  });
  expect(threats.length).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});
