import type { SimulatorService } from '../../src/simulator/index.js';
import { placesIn } from './sample.js';
import type { Answer, Stack } from './stack.js';

/** The answer of a service, and what our answer becomes if it is edited. */
export interface MutableAnswer {
  /** The places of all named members in the original answer. */
  readonly places: readonly string[];
  /** Sends the query once while the service's answer is edited. */
  readonly sendEdited: (
    edit: (text: string) => string,
  ) => Promise<Answer<unknown> & { readonly changes: readonly Change[] }>;
}

/** A value of our answer that differs from the original one. */
export interface Change {
  readonly path: string;
  readonly now: unknown;
}

/** @param nextQuery makes a query that calls the service and selects every field that comes from it */
export async function recordAnswer(
  stack: Stack,
  service: SimulatorService,
  nextQuery: () => string,
): Promise<MutableAnswer> {
  let original = '';
  const send = (edit: (text: string) => string) => {
    stack.simulator.answerNext(service, { edit });
    return stack.send(nextQuery());
  };
  const unedited = await send((text) => (original = text));
  expect(unedited.errors).toBeUndefined();
  expect(JSON.parse(original)).toMatchObject({ status: 'success' });
  const originalLeaves = leavesOf(unedited.data);
  const calls = () => stack.calledServices().filter((called) => called === service).length;

  return {
    places: placesIn(original),
    sendEdited: async (edit: (text: string) => string) => {
      const before = calls();
      const answer: Answer<unknown> = await send(edit);
      expect(calls() - before).toBe(1);
      const after = leavesOf(answer.data);
      const paths = [...new Set([...originalLeaves.keys(), ...after.keys()])];
      const changes = paths
        .filter((path) => originalLeaves.get(path) !== after.get(path) && !isTimestamp(path))
        .map((path) => ({ path, now: after.get(path) }));
      return { ...answer, changes };
    },
  };
}

/** Every value of an answer by its path. An empty list or object counts as a value. */
function leavesOf(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  const entries = Object.entries(value);
  if (entries.length === 0) return new Map([[path, 'empty']]);
  return new Map(entries.flatMap(([name, inner]) => [...leavesOf(inner, path === '' ? name : `${path}.${name}`)]));
}

/** Differs in every answer. */
function isTimestamp(path: string): boolean {
  return path.endsWith('.retrievedAt');
}

/** Whether a value states nothing. A session without its token has a different id, which counts as nothing too. */
export function isNothing(path: string, now: unknown): boolean {
  const nothing = [undefined, null, 'empty', 'UNKNOWN', false, 'ABSENT', 'MISMATCHED'];
  return nothing.includes(now as null) || path.endsWith('session.id');
}

/** Our names for a field of iyzico, if they differ from its own name. */
const ourNames: Readonly<Record<string, readonly string[]>> = {
  token: ['checkoutFormToken'],
  paymentStatus: ['paymentStatus', 'isShippable', 'failure'],
  fraudStatus: ['fraudStatus', 'isShippable'],
  sessionInfo: ['session'],
  sessionToken: ['sessionToken', 'id'],
  // The card association decides how much of the BIN number is shown.
  cardAssociation: ['cardAssociation', 'binNumber'],
};

/** Whether our value at `path` comes from iyzico's value at `place`. */
export function comesFrom(place: string, path: string): boolean {
  const name = place.split('.').pop() ?? '';
  // The signature covers many fields.
  return [...(ourNames[name] ?? [name]), 'signatureStatus'].some((ours) => path.split('.').includes(ours));
}
