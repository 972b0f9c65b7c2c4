import type { Metrics } from '../../src/metrics/index.js';

/** One line of metrics: a name, its labels, and what it comes to. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The metrics of our own, read as Prometheus would. */
export async function seriesOf(metrics: Pick<Metrics, 'text'>): Promise<Series[]> {
  return readSeries(await metrics.text()).filter(({ name }) => name.startsWith('iyzico_graphql_'));
}

export function readSeries(text: string): Series[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`no metric: ${line}`);
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)];
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, label = '', text = '']) => [label, text])),
        value: Number(value),
      };
    });
}

/** What the series of a name come to that have these labels among theirs; 0 where there is none. */
export async function sumOf(
  metrics: Pick<Metrics, 'text'>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const series = (await seriesOf(metrics)).filter(
    (one) =>
      one.name === `iyzico_graphql_${name}` && Object.entries(labels).every(([key, is]) => one.labels[key] === is),
  );
  return series.reduce((sum, { value }) => sum + value, 0);
}

/** The series of a name that are not zero, as `label=value` of each in the order of their labels, and their values. */
export async function nonZero(metrics: Pick<Metrics, 'text'>, name: string): Promise<Record<string, number>> {
  const series = (await seriesOf(metrics)).filter((one) => one.name === `iyzico_graphql_${name}` && one.value !== 0);
  return Object.fromEntries(series.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
}
