import { existsSync, readFileSync } from 'node:fs';

// docs/security.md names a test for each defence. A test that is renamed or removed must not stay in the table.

const page = readFileSync('docs/security.md', 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Threat |'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
/** Each test of the table: its file and its sentence. */
const named = rows.flatMap(([, , tests = '']) =>
  tests.split('<br>').map((test) => /^`([\w./-]+)`: (.+)$/.exec(test)?.slice(1) ?? [test, '']),
);

/** Whether the file has a test with this title. `…` in the sentence is a placeholder in the title. */
function hasTest(file: string, sentence: string): boolean {
  const placeholder = String.raw`(?:%[a-z]|\$\{?[\w.()]+\}?)`;
  const title = sentence
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(placeholder);
  return existsSync(file) && new RegExp(`(['"\`])${title}\\1`).test(readFileSync(file, 'utf8'));
}

test('every threat has a defence and a test', () => {
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
});

test('every test that the threat model names exists, with its sentence', () => {
  expect(named.filter(([file = '', sentence = '']) => !hasTest(file, sentence))).toEqual([]);
});

test.each([
  ['a file that does not exist', 'test/docs/none.test.ts', 'every threat has a defence and a test'],
  ['another sentence', 'test/docs/scale.test.ts', 'docs/scale.md names only settings'],
  ['a part of a sentence', 'test/docs/scale.test.ts', 'names only existing settings'],
])('%s is found missing', (_what, file, sentence) => {
  expect(hasTest(file, sentence)).toBe(false);
});

test('the policy and the README link to the threat model', () => {
  for (const file of ['SECURITY.md', 'README.md']) expect(readFileSync(file, 'utf8')).toContain('(docs/security.md)');
});
