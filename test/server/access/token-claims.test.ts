import fc from 'fast-check';
import { scopes as knownScopes } from '../../../src/graphql/index.js';
import { callerOf, type Opens } from '../../../src/server/access/token-claims.js';
import { TokenRefusal } from '../../../src/server/access/token-refusal.js';
import { fromNow } from '../../harness/tokens.js';

const lifetimes = { maxTtl: 3600, systemMaxTtl: 86_400 };

const word = fc.constantFrom(...knownScopes, 'payment:write', '', '*', 'card-1', 'card-2', 'payment:read member:read');
const json = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined));
const scopes = fc.oneof(
  fc.array(word).map((words) => words.join(' ')),
  fc.array(fc.oneof(word, json)),
  json,
);
const time = fc.oneof(
  fc.integer({ min: -200_000, max: 200_000 }).map(fromNow),
  fc.constantFrom(-Infinity, -1, 0, 1, 1e11, 1e13, 1e308, Infinity),
);
const claims = fc.record(
  {
    scope: scopes,
    scp: scopes,
    checkout_form_token: fc.oneof(word, fc.array(word), json),
    exp: time,
    iat: time,
    nbf: time,
  },
  { requiredKeys: ['exp'] },
);
type Claims = typeof claims extends fc.Arbitrary<infer T> ? T : never;
const opens = fc.constantFrom<Opens>('forms', 'scopes', 'both');

/** The caller that claims name; `null` if they are refused. */
function accepted(given: Claims, key: Opens) {
  try {
    return callerOf(given, key, lifetimes);
  } catch (error) {
    if (error instanceof TokenRefusal) return null;
    throw error;
  }
}

/** What a claim literally says: its words, or the entries of its list. */
const saidBy = (claim: unknown): unknown[] =>
  typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];

/** Checks a property of every caller that is accepted. */
function everyCaller(check: (caller: NonNullable<ReturnType<typeof accepted>>, given: Claims, key: Opens) => void) {
  fc.assert(
    fc.property(claims, opens, (given, key) => {
      const caller = accepted(given, key);
      if (caller) check(caller, given, key);
    }),
    { numRuns: 3000 },
  );
}

test('no caller has a scope that the token does not say, or that its key does not open', () => {
  everyCaller((caller, { scope, scp }, key) => {
    for (const held of caller.scopes) {
      expect([...saidBy(scope), ...saidBy(scp)]).toContain(held);
      expect(key).not.toBe('forms');
    }
  });
});

test('no caller has a checkout form that the token does not name, or that its key does not open', () => {
  everyCaller((caller, { checkout_form_token: claim }, key) => {
    for (const form of caller.checkoutFormTokens) {
      expect(Array.isArray(claim) ? claim : [claim]).toContain(form);
      expect(form).not.toBe('');
      expect(key).not.toBe('scopes');
    }
  });
});

test('no caller has a token that lives longer than its kind may', () => {
  everyCaller((caller, { exp, iat = fromNow(6) }, key) => {
    expect(exp - iat).toBeLessThanOrEqual(lifetimes.systemMaxTtl);
    if (caller.kind === 'shopper' || key === 'forms') expect(exp - iat).toBeLessThanOrEqual(lifetimes.maxTtl);
  });
});

test('no caller has a token with a time that is not a moment, or an order of times that cannot be', () => {
  everyCaller((_, { exp, iat, nbf }) => {
    for (const one of [exp, iat ?? 0, nbf ?? 0]) expect(one >= 0 && one < 1e11).toBe(true);
    if (iat !== undefined) expect(exp).toBeGreaterThan(iat);
    if (iat !== undefined) expect(iat).toBeLessThanOrEqual(fromNow(6));
  });
});

test('a caller is a shopper with checkout forms, a system with scopes only, and else unprivileged', () => {
  everyCaller(({ kind, scopes: held, checkoutFormTokens }) => {
    expect(kind).toBe(checkoutFormTokens.size > 0 ? 'shopper' : held.size > 0 ? 'system' : 'unprivileged');
  });
});

test('the claims that a shop writes are accepted', () => {
  const times = { iat: fromNow(0), exp: fromNow(300) };
  expect(accepted({ ...times, checkout_form_token: 'card-1' }, 'both')).toMatchObject({ kind: 'shopper' });
  expect(accepted({ ...times, scope: 'payment:read' }, 'both')).toMatchObject({ kind: 'system' });
});
