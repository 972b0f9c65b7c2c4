import { median } from './statistics.js';

/** A figure of the samples of a scenario; `undefined` for other samples. */
export function figureIn(scenario, name) {
  return (sample) => (sample.scenario === scenario ? sample[name] : undefined);
}

/** The median of a figure over the rounds, and its smallest and largest value; `null` where it was not measured. */
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
  return { median: median(measured), least: Math.min(...measured), most: Math.max(...measured) };
}

/** How a target was met: its figure, and whether it was reached; both `null` where it was not measured. */
export function outcomeOf(samples, target) {
  const found = target.against ? ratioOf(samples, target) : figureOf(samples, target.of, target.figure);
  return { ...target, found, isReached: found && found.median <= target.atMost };
}
