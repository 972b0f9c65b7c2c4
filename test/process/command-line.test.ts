import { readCommand, USAGE, UsageError } from '../../src/process/command-line.js';

const tokenOf = (...words: readonly string[]) => readCommand(['token', ...words]);

test.each([[[]], [['start']]])('the arguments %j start the server', (words) => {
  expect(readCommand(words)).toEqual({ name: 'start' });
});

test.each<[line: string, request: object]>([
  ['', { scope: undefined, checkoutFormTokens: undefined, ttl: 900, sub: 'developer' }],
  ['--scope payment:read', { scope: 'payment:read', ttl: 900 }],
  ['--checkout-form-token card-1', { checkoutFormTokens: ['card-1'] }],
  ['--checkout-form-token=card-1 --checkout-form-token card-2', { checkoutFormTokens: ['card-1', 'card-2'] }],
  ['--ttl 60', { ttl: 60 }],
  ['--sub backend', { sub: 'backend' }],
  ['--ttl=1 --scope= --checkout-form-token=-x', { ttl: 1, scope: '', checkoutFormTokens: ['-x'] }],
  ['--ttl 60 --ttl 9999999', { ttl: 9_999_999 }],
])('token %s requests a token', (line, request) => {
  expect(tokenOf(...line.split(' ').filter(Boolean))).toMatchObject({ name: 'token', request });
});

test('several scopes are one argument', () => {
  expect(tokenOf('--scope', 'payment:read member:read')).toMatchObject({
    request: { scope: 'payment:read member:read' },
  });
});

test.each([
  'stop',
  'START',
  '--help',
  'start now',
  'start --ttl 60',
  'token payment:read',
  'token --scope',
  'token --scopes payment:read',
  'token --checkout-form-token',
  'token --checkout-form-token=',
  'token --checkout-form-token a --checkout-form-token=',
  'token --ttl',
  'token --ttl=',
  'token --ttl 0',
  'token --ttl -60',
  'token --ttl=-60',
  'token --ttl 1.5',
  'token --ttl 1e3',
  'token --ttl 10m',
  'token --ttl 10000000',
  'token -s payment:read',
  'token --no-ttl',
  'token --sub',
  'token --sub=',
])('the arguments %s are refused with the usage', (line) => {
  expect(() => readCommand(line.split(' '))).toThrow(new UsageError(USAGE));
});

test('an empty argument is not a command', () => {
  expect(() => readCommand([''])).toThrow(UsageError);
});

test('the usage names every option and the default lifetime', () => {
  for (const word of [
    'start',
    'token',
    '--scope',
    '--checkout-form-token',
    '--ttl',
    '900',
    '--sub',
    'AUTH_JWT_SECRET',
  ]) {
    expect(USAGE).toContain(word);
  }
});
