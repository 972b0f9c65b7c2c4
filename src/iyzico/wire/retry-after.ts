/**
 * The longest wait that is believed, in seconds. iyzico counts by the minute: a gateway's slip of a day would keep a
 * service closed, and every caller away, long after it answers again.
 */
const LONGEST = 300;

/**
 * Whole seconds, 1 or more, after which an answer's `retry-after` asks to be asked again; `null` where it says nothing
 * that can be gone by. A date is not: it is only worth as much as two clocks agree, and the usual rest does as well.
 */
export function secondsOf(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined || !/^\d+$/.test(retryAfter)) return null;
  const seconds = Math.min(Number(retryAfter), LONGEST);
  return seconds > 0 ? seconds : null;
}
