import type { SimulatorService } from '../../src/simulator/index.js';
import { placesIn } from './sample.js';
import type { Answer, Stack } from './stack.js';

/** What a service answers, and what comes of it when that is changed. */
export interface MutableAnswer {
  /** The places of its genuine answer that have a name. */
  readonly places: readonly string[];
  /** What is answered when its answer is edited, which is asked for once. */
  readonly ask: (edit: (text: string) => string) => Promise<Answer<unknown> & { readonly changes: readonly Change[] }>;
}

/** A value of an answer that is another than the genuine one. */
export interface Change {
  readonly path: string;
  readonly now: unknown;
}

/** @param nextQuery one that asks the service, and selects all that it tells */
export async function recordAnswer(
  stack: Stack,
  service: SimulatorService,
  nextQuery: () => string,
): Promise<MutableAnswer> {
  let genuine = '';
  const send = (edit: (text: string) => string) => {
    stack.simulator.answerNext(service, { edit });
    return stack.send(nextQuery());
  };
  const good = await send((text) => (genuine = text));
  expect(good.errors).toBeUndefined();
  expect(JSON.parse(genuine)).toMatchObject({ status: 'success' });
  const genuineLeaves = leavesOf(good.data);
  const calls = () => stack.calledServices().filter((called) => called === service).length;

  return {
    places: placesIn(genuine),
    ask: async (edit: (text: string) => string) => {
      const before = calls();
      const answer: Answer<unknown> = await send(edit);
      expect(calls() - before).toBe(1);
      const after = leavesOf(answer.data);
      const paths = [...new Set([...genuineLeaves.keys(), ...after.keys()])];
      const changes = paths
        .filter((path) => genuineLeaves.get(path) !== after.get(path) && !isOfTheMoment(path))
        .map((path) => ({ path, now: after.get(path) }));
      return { ...answer, changes };
    },
  };
}

/** Every value of an answer by its path; an empty list or object is one itself. */
function leavesOf(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  const entries = Object.entries(value);
  if (entries.length === 0) return new Map([[path, 'empty']]);
  return new Map(entries.flatMap(([name, inner]) => [...leavesOf(inner, path === '' ? name : `${path}.${name}`)]));
}

/** Another at each answer. */
function isOfTheMoment(path: string): boolean {
  return path.endsWith('.retrievedAt');
}

/** Values that claim nothing; a session whose token is not told has another name. */
export function isNothing(path: string, now: unknown): boolean {
  const nothing = [undefined, null, 'empty', 'UNKNOWN', false, 'ABSENT', 'MISMATCHED'];
  return nothing.includes(now as null) || path.endsWith('session.id');
}

/** The names under which an answer tells a field of iyzico's, where they are others than its own. */
const told: Readonly<Record<string, readonly string[]>> = {
  token: ['checkoutFormToken'],
  paymentStatus: ['paymentStatus', 'isShippable', 'failure'],
  fraudStatus: ['fraudStatus', 'isShippable'],
  sessionInfo: ['session'],
  sessionToken: ['sessionToken', 'id'],
  // It decides how much of the other is shown.
  cardAssociation: ['cardAssociation', 'binNumber'],
};

/** Whether what stands at a path of ours is told by a place of iyzico's. */
export function isOf(place: string, path: string): boolean {
  const name = place.split('.').pop() ?? '';
  // Many fields are signed.
  return [...(told[name] ?? [name]), 'signatureStatus'].some((own) => path.split('.').includes(own));
}
