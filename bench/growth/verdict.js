/** The largest exponent that counts as linear: measurements of the same work differ by some percent. */
const LINEAR = 1.1;

/**
 * How a cost grows: the exponent p of the curve c·sizeᵖ that fits best, by least squares of the logarithms. 1 is linear.
 * Only the larger half of the sizes counts, where what does not depend on the size weighs least.
 * @param points `[size, cost]`, by size
 */
export function verdictOf(points) {
  const logs = points.slice(Math.floor(points.length / 2)).map(([size, cost]) => [Math.log(size), Math.log(cost)]);
  const meanSize = mean(logs.map(([size]) => size));
  const meanCost = mean(logs.map(([, cost]) => cost));
  const covariance = logs.reduce((sum, [size, cost]) => sum + (size - meanSize) * (cost - meanCost), 0);
  const variance = logs.reduce((sum, [size]) => sum + (size - meanSize) ** 2, 0);
  const exponent = covariance / variance;
  return { exponent, isLinear: exponent <= LINEAR };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
