import { DateTime } from 'luxon';

/**
 * The instant of an Istanbul wall time written `yyyy-MM-dd HH:mm:ss`, which is how iyzico writes the day on which it
 * releases a blocked amount. `null` where the text is no such time.
 */
export function istanbulInstant(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  const time = DateTime.fromSQL(text, { zone: 'Europe/Istanbul' });
  return time.isValid ? time.toJSDate() : null;
}
