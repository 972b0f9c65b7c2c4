import type { Environment } from './setting-reader.js';

/** A setting that this server does not know, such as one with a typing error. It has no value here: it may be secret. */
export interface UnknownSetting {
  readonly name: string;
  /** The known setting with the most similar name; `undefined` if none is similar. */
  readonly nearest: string | undefined;
}

/** The variables that Kubernetes sets in every container for a service named `auth` or `iyzico-…`. */
const KUBERNETES = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;

/** The set variables whose names begin as those of our settings do, and that are none of them. */
export function unknownSettingsIn(environment: Environment, known: ReadonlySet<string>): UnknownSetting[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const isOurs = /^(IYZICO|AUTH)_\w{1,60}$/i.test(name) && !KUBERNETES.test(name);
    if (!isOurs || known.has(name) || value === undefined || value.trim() === '') return [];
    return [{ name, nearest: nearestOf(name.toUpperCase(), known) }];
  });
}

function nearestOf(name: string, known: ReadonlySet<string>): string | undefined {
  const [nearest] = [...known]
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance <= name.length / 3 ? nearest.candidate : undefined;
}

/** How many characters must be inserted, removed or replaced to turn one text into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
