import { jest } from '@jest/globals';
import type { Caller } from '../../../src/graphql/index.js';
import type { Authenticated } from '../../../src/server/access/authenticated.js';
import { VerifiedTokens } from '../../../src/server/access/verified-tokens.js';
import { fromNow } from '../../harness/tokens.js';

const SECOND = 1000;

function authenticated(subject: string): Authenticated {
  const caller: Caller = { kind: 'system', scopes: new Set(), checkoutFormTokens: new Set() };
  return { caller, callerName: subject, subject, tokenId: null };
}
const one = authenticated('one');

let tokens: VerifiedTokens;
beforeEach(() => {
  jest.useFakeTimers();
  tokens = new VerifiedTokens();
});
afterEach(() => {
  jest.useRealTimers();
});

const remember = (hash: string, exp = fromNow(3600)) => {
  tokens.prepare(hash)(one, exp);
};

describe('a verified token', () => {
  test('is remembered for a minute, however often it is found', () => {
    remember('a');
    for (let passed = 0; passed < 60; passed++) {
      expect(tokens.find('a')).toBe(one);
      jest.advanceTimersByTime(SECOND);
    }
    expect(tokens.find('a')).toBeUndefined();
  });

  test('is remembered until it expires, to the second', () => {
    jest.setSystemTime(1_700_000_000_000);
    remember('a', 1_700_000_010);
    jest.advanceTimersByTime(10 * SECOND - 1);
    expect(tokens.find('a')).toBe(one);
    jest.advanceTimersByTime(1);
    expect(tokens.find('a')).toBeUndefined();
  });

  test('that has expired within the clock tolerance is not remembered', () => {
    remember('a', fromNow(-2));
    expect(tokens.find('a')).toBeUndefined();
  });

  test('is not found while the wall clock is set beyond its end, or before it was verified', () => {
    const now = Date.now();
    remember('a', fromNow(30));
    for (const [shift, found] of [
      [31 * SECOND, undefined],
      [-1, undefined],
      [0, one],
    ] as const) {
      jest.setSystemTime(now + shift);
      expect(tokens.find('a')).toBe(found);
    }
  });

  test('is forgotten after a minute, though the wall clock is set back again and again', () => {
    const now = Date.now();
    remember('a');
    jest.advanceTimersByTime(60 * SECOND);
    jest.setSystemTime(now);
    expect(tokens.find('a')).toBeUndefined();
  });
});

describe('the memory', () => {
  test('holds 5000 tokens, and drops the least recently used one', () => {
    for (let i = 0; i < 5000; i++) remember(`${i}`);
    expect(tokens.find('0')).toBe(one);
    remember('another');
    expect([tokens.find('0'), tokens.find('1'), tokens.find('2'), tokens.find('another')]).toEqual([
      one,
      undefined,
      one,
      one,
    ]);
  });

  test('holds nothing after its keys changed, not even a token that was being verified then', () => {
    remember('a');
    const rememberLate = tokens.prepare('b');
    tokens.clear();
    rememberLate(one, fromNow(60));
    expect([tokens.find('a'), tokens.find('b')]).toEqual([undefined, undefined]);
    remember('b');
    expect(tokens.find('b')).toBe(one);
  });
});
