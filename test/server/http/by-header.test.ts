import { jest } from '@jest/globals';
import { rememberByHeader } from '../../../src/server/http/by-header.js';

const compute = jest.fn((header: string | undefined) => header !== undefined && header.length % 2 === 0);
const evenLength = () => {
  const remembered = rememberByHeader(compute);
  compute.mockClear();
  return remembered;
};

test('a value is computed once, whatever it is, and so is a header that is missing', () => {
  const isEven = evenLength();
  for (let round = 0; round < 3; round++) {
    expect([isEven('ab'), isEven('abc'), isEven(''), isEven(undefined)]).toEqual([true, false, true, false]);
  }
  expect(compute.mock.calls).toEqual([['ab'], ['abc'], ['']]);
});

test('a value longer than 256 characters is computed each time, so that nobody fills the memory', () => {
  const isEven = evenLength();
  const [longest, longer] = ['x'.repeat(256), 'x'.repeat(257)];
  for (let round = 0; round < 3; round++) expect([isEven(longest), isEven(longer)]).toEqual([true, false]);
  expect(compute).toHaveBeenCalledTimes(4);
});

test('the least recently used of 100 values makes room', () => {
  const isEven = evenLength();
  for (let i = 0; i < 100; i++) isEven(`${i}`);
  isEven('0');
  isEven('another');
  compute.mockClear();
  isEven('0');
  isEven('1');
  expect(compute.mock.calls).toEqual([['1']]);
});
