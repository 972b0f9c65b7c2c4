import { readFileSync } from 'node:fs';
import { parse, stringify } from 'lossless-json';

/** The text of one of iyzico's samples. */
export function sample(name: string): string {
  return readFileSync(new URL(`../../samples/${name}.json`, import.meta.url), 'utf8');
}

/** An edit that puts JSON at a place such as `itemTransactions[0].price`, or removes the member if `json` is undefined. */
export function put(place: string, json: string | undefined): (text: string) => string {
  return (text) => {
    const answer = parse(text);
    const steps = stepsOf(place);
    const last = steps.pop() ?? '';
    const parent = steps.reduce(memberOf, answer) as Record<string, unknown>;
    if (json === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = parse(json);
    return stringify(answer) ?? '';
  };
}

/** An edit that removes the member at a place. */
export function remove(place: string): (text: string) => string {
  return put(place, undefined);
}

/** An edit that applies several edits in order. */
export function all(...edits: ((text: string) => string)[]): (text: string) => string {
  return (text) => edits.reduce((edited, edit) => edit(edited), text);
}

/** The places of all named members of an answer, nested ones included. */
export function placesIn(text: string): string[] {
  return placesOf(JSON.parse(text), '');
}

function placesOf(value: unknown, prefix: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((entry, index) => placesOf(entry, `${prefix}[${index}]`));
  return Object.entries(value).flatMap(([name, member]) => {
    const place = prefix === '' ? name : `${prefix}.${name}`;
    return [place, ...placesOf(member, place)];
  });
}

function stepsOf(place: string): string[] {
  return place.split(/[.[\]]+/).filter((step) => step !== '');
}

function memberOf(value: unknown, step: string): unknown {
  return (value as Record<string, unknown>)[step];
}
