// Turkey is three hours ahead of UTC all year, since 2016.
const AHEAD_MS = 3 * 3_600_000;
const DAY_MS = 86_400_000;

/** The month in Istanbul, counted from year 0, so that months can be compared and added. */
export function istanbulMonth(time: number): number {
  const date = new Date(time + AHEAD_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The day in Istanbul that is so many days later, as `yyyy-MM-dd`. */
export function istanbulDay(time: number, daysLater: number): string {
  return new Date(time + AHEAD_MS + daysLater * DAY_MS).toISOString().slice(0, 10);
}
