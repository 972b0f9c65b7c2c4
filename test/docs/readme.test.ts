import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { stripIgnoredCharacters } from 'graphql';
import { factsOf, type ErrorCode } from '../../src/graphql/index.js';
import { firstQuery } from '../../src/server/index.js';
import { knownCodes } from '../harness/error-codes.js';
import { startStack, type Answer } from '../harness/stack.js';
import { audience, bySecret, issuer, secret } from '../harness/tokens.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
const [command = ''] = blocks('sh').filter((text) => text.includes('curl '));
const run = promisify(execFile);
const checkoutFormToken = 'e54b957b-a153-410c-8761-79c9bd4ff44f';

test("the README's command, pasted, answers what the README shows", async () => {
  const stack = await startStack();
  const { stdout } = await run('sh', ['-c', command.replace('http://127.0.0.1:4000', stack.url)]);
  await stack.close();

  const { extensions, ...answer } = JSON.parse(stdout) as { extensions: { requestId: string } };
  const [shown = ''] = blocks('json');
  expect({ ...answer, extensions: { ...extensions, requestId: '…' } }).toEqual(JSON.parse(shown));
  expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-access-token', 'last-payment-info']);
});

test('the query that the README shows is the one that the explorer opens with, and that its command sends', () => {
  const [, sent = ''] = /query: `([^`]*)`/.exec(command) ?? [];
  expect(stripIgnoredCharacters(sent)).toBe(stripIgnoredCharacters(firstQuery));
});

test("the README's backend mints a token with which the README's page reads its shopper's payment", async () => {
  const stack = await startStack({ server: { authentication: bySecret } });
  const [backend = '', page = ''] = blocks('js');
  const script = `${backend}
    const checkoutFormToken = '${checkoutFormToken}';
    const shopperToken = await mintShopperToken(checkoutFormToken);
    ${page.replace('https://payments.shop.example', stack.url)}
    console.log(JSON.stringify({ data, errors }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, AUTH_JWT_SECRET: secret, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience },
  });
  await stack.close();

  const { data, errors } = JSON.parse(stdout) as Pick<Answer<unknown>, 'data' | 'errors'>;
  expect(errors).toBeUndefined();
  expect(data).toEqual({ payment: { id: '24259238', isShippable: true, paidPrice: '1', currency: 'TRY' } });
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
});

test('the README stays short enough to read: 150 lines of 120 characters', () => {
  const lines = readme.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(150);
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
});

/** The cells of a table's rows whose first cell is code. */
const rowsOf = (heading: string) =>
  (readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

test('the README has a row for every error code, with whether it is retryable', () => {
  const documented = Object.fromEntries(
    rowsOf('Errors').map(([, code = '', retry]) => [code.replaceAll('`', ''), retry]),
  );
  const codes = [...knownCodes, 'INTERNAL_SERVER_ERROR'] as ErrorCode[];
  expect(documented).toEqual(Object.fromEntries(codes.map((code) => [code, factsOf(code).retryable ? 'yes' : 'no'])));
});

test('every setting that the README names stands in .env.example, and the other way round', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const named = rowsOf('Settings').flatMap(([, settings = '']) => settings.match(/[A-Z_]{4,}/g) ?? []);
  expect(new Set(named)).toEqual(new Set([...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name)));
});
