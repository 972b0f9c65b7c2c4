import { readFileSync } from 'node:fs';
import { formOf, SESSIONS } from './payments.js';

const document = readFileSync(new URL('../../schema/operations/payment.graphql', import.meta.url), 'utf8');
const opening = `{"query":${JSON.stringify(document)},"variables":{"checkoutFormToken":`;

let serial = 0;

/**
 * Makes the queries of a run: each by the next caller, for a checkout form of its own (`fresh`) or all for the same one
 * (`hot`).
 * @returns a function that returns the next query: its `authorization`, its `body`, and what it asks for
 */
export function createQuestions(callers, { items, forms = 'fresh' }) {
  serial += 1;
  const hot = { items, session: serial % SESSIONS, serial };
  return () => {
    serial += 1;
    const session = serial % SESSIONS;
    const { session: asked, ...form } = forms === 'hot' ? hot : { items, session, serial };
    const body = `${opening}"${formOf({ session: asked, ...form })}"}}`;
    return { authorization: callers[session], body, items, session: asked };
  };
}
