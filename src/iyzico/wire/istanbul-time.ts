import { LRUCache } from 'lru-cache';
import { DateTime } from 'luxon';

/** Times that are remembered. Blockages end at midnight, so that a day's payments have few of them. */
const MAX_REMEMBERED = 1000;

/** Epoch milliseconds by the wall time; NaN where there is no such time. */
const remembered = new LRUCache<string, number>({ max: MAX_REMEMBERED });

/**
 * The instant of a wall time in Istanbul, written `yyyy-MM-dd HH:mm:ss`, as in iyzico's `blockageResolvedDate`.
 * @returns `null` where the text is not such a time
 */
export function istanbulInstant(text: string): Date | null {
  let instant = remembered.get(text);
  if (instant === undefined) {
    if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
    instant = DateTime.fromSQL(text, { zone: 'Europe/Istanbul' }).toMillis();
    // A copy: the text itself is a part of an answer, which would be kept with it.
    remembered.set(Buffer.from(text).toString(), instant);
  }
  return Number.isNaN(instant) ? null : new Date(instant);
}
