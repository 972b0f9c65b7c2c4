/** The quantile of the values: `part` of them are not above it. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

/** With an even number of values, the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** The least chance that `medianInterval` contains the true median. */
const CERTAINTY = 0.9;

/**
 * Between which two of the values the true median lies with a chance of 90 %, whatever their distribution: the number
 * of values below it is binomial. With fewer than five values, the smallest and the largest.
 */
export function medianInterval(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const { length } = sorted;
  let outside = 0.5 ** length;
  let chance = outside;
  let rank = 0;
  for (let next = 1; next < length / 2; next += 1) {
    chance *= (length - next + 1) / next;
    outside += chance;
    if (2 * outside > 1 - CERTAINTY) break;
    rank = next;
  }
  return { least: sorted[rank], most: sorted[length - 1 - rank] };
}
