/**
 * Longer delays count as this one. iyzico's limits are per minute, so a much longer delay is a mistake, and obeying it
 * would stop all calls of a service long after iyzico answers again.
 */
const MAX_SECONDS = 300;

/**
 * The delay of a `Retry-After` header in whole seconds, from 1 to `MAX_SECONDS`.
 * @returns `null` without a header, for 0, and for a date: a date depends on two clocks, and the usual cool-down
 *   serves as well
 */
export function secondsOf(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined || !/^\d+$/.test(retryAfter)) return null;
  const seconds = Math.min(Number(retryAfter), MAX_SECONDS);
  return seconds > 0 ? seconds : null;
}
