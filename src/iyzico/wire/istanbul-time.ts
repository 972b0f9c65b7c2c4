import { DateTime } from 'luxon';

/**
 * The instant of a wall time in Istanbul, written `yyyy-MM-dd HH:mm:ss`, as in iyzico's `blockageResolvedDate`.
 * @returns `null` where the text is not such a time
 */
export function istanbulInstant(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  const time = DateTime.fromSQL(text, { zone: 'Europe/Istanbul' });
  return time.isValid ? time.toJSDate() : null;
}
