// What Apollo Server uses of `@apollo/utils.createhash`.
export { createHash } from 'node:crypto';
