export type { Context } from './context.js';
export { factsOf, type ErrorCode } from './error-codes.js';
export { thrown, toClientError } from './errors.js';
export { Refusal } from './refusal.js';
export { createSchema, printContract } from './schema.js';
export { checkVariables } from './variables.js';
