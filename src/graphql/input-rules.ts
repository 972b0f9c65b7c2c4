import { ValidateBy } from 'class-validator';

/** A token or another identifier that iyzico issued: 1–256 visible ASCII characters. */
export const IsKey = () => matches(/^[\x21-\x7e]{1,256}$/, 'must be 1–256 visible ASCII characters');

export const PAYMENT_ID_RULE = 'must be 1–20 digits';
const PAYMENT_ID_PATTERN = /^\d{1,20}$/;

export const IsPaymentId = () => matches(PAYMENT_ID_PATTERN, PAYMENT_ID_RULE);

export function isPaymentId(text: string): boolean {
  return PAYMENT_ID_PATTERN.test(text);
}

/**
 * iyzico passes the id through firewalls and stores it, so a browser must not be able to write text there that a
 * firewall refuses. Every request id has this form too.
 */
export const IsConversationId = () =>
  matches(/^[A-Za-z0-9._:-]{1,64}$/, 'must be 1–64 letters A–Z, a–z, digits, ".", "_", ":" or "-"');

/** Bounds a list, so that one field cannot request everything. */
export const HasAtMost = (most: number) =>
  ValidateBy({
    name: 'hasAtMost',
    validator: {
      validate: (value) => Array.isArray(value) && value.length <= most,
      defaultMessage: () => `must have at most ${most} entries`,
    },
  });

/** Exactly one of this argument and `other` is given. Decorate one of the two. */
export const IsOnlyOneWith = (other: string) =>
  ValidateBy({
    name: 'isOnlyOneWith',
    validator: {
      validate: (value, args) => isGiven(value) !== isGiven((args?.object as Record<string, unknown>)[other]),
      defaultMessage: (args) => `exactly one of ${args?.property ?? 'this'} and ${other} must be given`,
    },
  });

/** A missing argument passes: the schema says whether it may be left out. */
function matches(pattern: RegExp, rule: string): PropertyDecorator {
  return ValidateBy({
    name: 'matches',
    validator: {
      validate: (value) => !isGiven(value) || (typeof value === 'string' && pattern.test(value)),
      defaultMessage: () => rule,
    },
  });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
