export { admit } from './admission.js';
export type { Caller, LookupMisses } from './caller.js';
export type { CallAccount, Context } from './context.js';
export { factsOf, type ErrorCode } from './error-codes.js';
export { BUG_MESSAGE, originalErrorOf, toClientError } from './errors.js';
export { limits, LimitsRule } from './limits.js';
export { Refusal } from './refusal.js';
export { scopes } from './requires-scopes.js';
export { createSchema, printContract } from './schema.js';
