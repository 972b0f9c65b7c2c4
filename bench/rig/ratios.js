import { median, medianInterval } from './statistics.js';

/** A figure of the samples of a scenario; `undefined` for other samples. */
export function figureIn(scenario, name) {
  return (sample) => (sample.scenario === scenario ? sample[name] : undefined);
}

/** What a server adds to a quantile of iyzico's own time, in milliseconds; `undefined` for other samples. */
export function addedLatency(quantile) {
  return ({ direct, ...sample }) => direct && sample[quantile] - direct[quantile];
}

/** The median of a figure over the rounds, and the interval that it lies in; `null` where it was not measured. */
export function figureOf(samples, name, figure) {
  return spread(samplesOf(samples, name).map(figure));
}

/** The same of the ratios of two contestants' figures, each within one round: rounds differ more than contestants do. */
export function ratioOf(samples, { of, against, figure }) {
  const others = new Map(samplesOf(samples, against).map((sample) => [sample.round, figure(sample)]));
  return spread(samplesOf(samples, of).map((sample) => figure(sample) / others.get(sample.round)));
}

function samplesOf(samples, name) {
  return samples.filter(({ contestant }) => contestant === name);
}

function spread(values) {
  const measured = values.filter((value) => Number.isFinite(value));
  if (measured.length === 0) return null;
  return { median: median(measured), ...medianInterval(measured) };
}

/**
 * How a target was met: its figure, whether its median reaches the target, and whether its whole interval is on the same
 * side; all `null` where it was not measured.
 */
export function outcomeOf(samples, target) {
  const found = target.against ? ratioOf(samples, target) : figureOf(samples, target.of, target.figure);
  if (found === null) return { ...target, found, isReached: null, isCertain: null };
  const isReached = found.median <= target.atMost;
  return {
    ...target,
    found,
    isReached,
    isCertain: isReached ? found.most <= target.atMost : found.least > target.atMost,
  };
}
