import { LRUCache } from 'lru-cache';
import { DateTime } from 'luxon';

/** Times that are remembered. Blockages end at midnight, so that a day's payments have few of them. */
const MAX_REMEMBERED = 1000;

/** Epoch milliseconds by the digits of the wall time; NaN where there is no such time. */
const remembered = new LRUCache<number, number>({ max: MAX_REMEMBERED });

/**
 * The instant of a wall time in Istanbul, written `yyyy-MM-dd HH:mm:ss`, as in iyzico's `blockageResolvedDate`.
 * @returns `null` where the text is not such a time
 */
export function istanbulInstant(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  // The text itself is a part of an answer, which would be kept with it.
  const digits = Number(text.replace(/\D/g, ''));
  let instant = remembered.get(digits);
  if (instant === undefined) {
    instant = DateTime.fromSQL(text, { zone: 'Europe/Istanbul' }).toMillis();
    remembered.set(digits, instant);
  }
  return Number.isNaN(instant) ? null : new Date(instant);
}
