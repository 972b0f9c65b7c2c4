import { readFileSync } from 'node:fs';
import { parse, stringify } from 'lossless-json';

/** The text of one of iyzico's samples. */
export function sample(name: string): string {
  return readFileSync(new URL(`../../samples/${name}.json`, import.meta.url), 'utf8');
}

/** An edit that writes JSON at a place such as `itemTransactions[0].price`, or nothing in place of what stood there. */
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

export function remove(place: string): (text: string) => string {
  return put(place, undefined);
}

/** Several edits in their order. */
export function all(...edits: ((text: string) => string)[]): (text: string) => string {
  return (text) => edits.reduce((edited, edit) => edit(edited), text);
}

/** Every place in an answer that has a name, those inside of objects and lists too. */
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
