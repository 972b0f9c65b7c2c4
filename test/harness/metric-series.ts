import type { Metrics } from '../../src/metrics/index.js';

/** One metric series: its name, labels and value. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the metrics of this project, without those of Node. */
export async function seriesOf(metrics: Pick<Metrics, 'text'>): Promise<Series[]> {
  return readSeries(await metrics.text()).filter(({ name }) => name.startsWith('iyzico_graphql_'));
}

/** Parses Prometheus's text format. */
export function readSeries(text: string): Series[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`not a metric: ${line}`);
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)];
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, label = '', text = '']) => [label, text])),
        value: Number(value),
      };
    });
}

/** The sum of all series with this name and at least these labels. 0 if there are none. */
export async function sumOf(
  metrics: Pick<Metrics, 'text'>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const series = (await seriesOf(metrics)).filter(
    (one) =>
      one.name === `iyzico_graphql_${name}` &&
      Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  );
  return series.reduce((sum, { value }) => sum + value, 0);
}

/** The series of a name that are not zero. The keys are the label values, separated by spaces. */
export async function nonZero(metrics: Pick<Metrics, 'text'>, name: string): Promise<Record<string, number>> {
  const series = (await seriesOf(metrics)).filter((one) => one.name === `iyzico_graphql_${name}` && one.value !== 0);
  return Object.fromEntries(series.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
}
