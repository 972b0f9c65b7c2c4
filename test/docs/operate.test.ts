import { readFileSync } from 'node:fs';
import { createMetrics } from '../../src/metrics/index.js';
import { closedLabels } from '../harness/closed-labels.js';
import { readSeries, type Series } from '../harness/metric-series.js';

// Checks the dashboard, alerts and documentation for operators against the metrics of this server.

const file = (name: string) => readFileSync(new URL(`../../docs/operate/${name}`, import.meta.url), 'utf8');
const readme = file('README.md');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: unknown;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
}
interface Dashboard {
  readonly __inputs: readonly { readonly name: string; readonly pluginId: string }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition: string }[] };
  readonly panels: readonly Panel[];
}
const dashboard = JSON.parse(file('grafana-dashboard.json')) as Dashboard;
const graphs = dashboard.panels.filter(({ type }) => type !== 'row');

/** The alert rules of the file, split into parts. Folded text follows on the lines below the name of its part. */
const rules = file('alerts.yml')
  .split(/^ {6}- alert: /m)
  .slice(1)
  .map((text) => {
    const [alert = '', ...lines] = text.replace(/^ {2}- name: [^]*/m, '').split('\n');
    const parts = { expr: '', for: '', severity: '', summary: '', description: '', labels: '', annotations: '' };
    let part: keyof typeof parts = 'expr';
    for (const line of lines) {
      const [, name, text] = /^ {8,10}([a-z]+):(?: (?:>-)?(.*))?$/.exec(line) ?? [];
      if (name !== undefined && name in parts) part = name as keyof typeof parts;
      parts[part] = `${parts[part]} ${name === undefined ? line.trim() : (text ?? '')}`.trim();
    }
    return { alert, ...parts };
  });

/** Every metric of this server with every label that it can have. */
async function everyMetric(): Promise<{ series: Series[]; types: Map<string, string> }> {
  const metrics = createMetrics();
  metrics.watchQuotas(() =>
    Promise.resolve([{ service: 'payment-detail', quota: { limit: 50, left: 49 }, coolDown: 0 }]),
  );
  metrics.onRedis(true);
  metrics.watchProcess({ version: '1.2.3', isSimulatedInProduction: false, droppedLogLines: () => 0 });
  metrics.server.onRequest();
  metrics.server.onRefusedToken('expired');
  metrics.server.onAnswer({ code: 'OK', caller: 'anybody', layer: 'graphql', type: 'query', milliseconds: 1 });
  metrics.iyzico.onCall({
    service: 'payment-detail',
    outcome: 'rejected',
    iyzicoCode: '11',
    meaning: 'rejected',
    milliseconds: 1,
    attempts: 1,
  });
  metrics.iyzico.onDrift({ service: 'payment-detail', field: 'price', kind: 'missing' });
  const text = await metrics.text();
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type] as const);
  return { series: readSeries(text), types: new Map(types) };
}

let series: Series[];
let types: Map<string, string>;
beforeAll(async () => {
  ({ series, types } = await everyMetric());
});

const familyOf = (name: string) => (types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, ''));
const ours = () => [...types.keys()].filter((name) => name.startsWith('iyzico_graphql_'));
const namesIn = (text: string) => new Set(text.match(/\b(?:iyzico_graphql|process|nodejs)_[a-z0-9_]+/g) ?? []);
/** The labels in the matchers and groupings of an expression. */
const labelsIn = (expr: string) =>
  [
    ...[...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner = '']) => [...inner.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)]),
    ...[...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, inner = '']) => [...inner.matchAll(/(\w+)/g)]),
  ].map(([, label = '']) => label);
/** The labels that Prometheus adds to every series. */
const targetLabels = ['job', 'instance'];

/** Every expression of the dashboard and the alerts, with its place. */
const expressions: (readonly [where: string, expr: string])[] = [
  ...graphs.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [`panel ${title}`, expr] as const)),
  ...rules.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
];

test('the dashboard, the alerts and the metrics are found', () => {
  expect([graphs.length > 25, rules.length > 20, ours().length > 15]).toEqual([true, true, true]);
});

test.each(expressions)('%s uses existing metrics and labels', (_where, expr) => {
  const names = [...namesIn(expr)];
  expect(names.filter((name) => !series.some((one) => one.name === name))).toEqual([]);
  expect(names.length).toBeGreaterThan(0);
  const known = new Set(series.filter(({ name }) => names.includes(name)).flatMap(({ labels }) => Object.keys(labels)));
  expect(labelsIn(expr).filter((label) => !known.has(label) && !targetLabels.includes(label))).toEqual([]);
});

test.each(expressions)('%s uses rates of counters, and only of counters', (_where, expr) => {
  const inRates = [...expr.matchAll(/\b(?:rate|increase)\((\w+)/g)].map(([, name = '']) => name);
  const isCounter = (name: string) => types.get(familyOf(name)) !== 'gauge';
  expect(inRates.filter((name) => !isCounter(name))).toEqual([]);
  const counters = [...namesIn(expr)].filter((name) => name.startsWith('iyzico_graphql_') && isCounter(name));
  expect(counters.filter((name) => !inRates.includes(name))).toEqual([]);
  expect(expr.includes('histogram_quantile')).toBe(expr.includes('_bucket'));
  if (expr.includes('_bucket')) expect(expr).toMatch(/by \([^)]*\ble\b/);
});

test('expressions match only existing label values', () => {
  const matchers = expressions.flatMap(([, expr]) => [...expr.matchAll(/(\w+)(?:=~|!=|=)"([^"$]+)"/g)]);
  for (const [, label = '', values = ''] of matchers) {
    expect(values.split('|').filter((value) => !closedLabels[label]?.has(value))).toEqual([]);
  }
  expect(matchers.length).toBeGreaterThan(10);
});

test.each(graphs.map((panel) => [panel.title, panel] as const))(
  'panel %s has a unit and a data source',
  (_title, panel) => {
    expect(panel.fieldConfig?.defaults.unit).toEqual(expect.stringMatching(/^(short|s|reqps|percentunit|bytes)$/));
    expect(panel.datasource).toEqual({ type: 'prometheus', uid: '${DS_PROMETHEUS}' });
    for (const { legendFormat, expr } of panel.targets ?? []) {
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      expect(shown.filter((label) => !labelsIn(expr).includes(label))).toEqual([]);
    }
  },
);

test('the dashboard can be imported: it declares its data source, and no panels overlap', () => {
  expect(dashboard.__inputs).toMatchObject([{ name: 'DS_PROMETHEUS', pluginId: 'prometheus' }]);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const places = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
  );
  expect(new Set(places).size).toBe(places.length);
  expect(Math.max(...dashboard.panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  const used = new Set(JSON.stringify(graphs).match(/\$(?!__|\{)\w+/g) ?? []);
  expect([...used].sort()).toEqual(dashboard.templating.list.map(({ name }) => `$${name}`).sort());
});

test('every metric has a panel', () => {
  const shown = new Set(
    graphs.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => [...namesIn(expr)])).map(familyOf),
  );
  expect(ours().filter((name) => !shown.has(name))).toEqual([]);
});

test('exactly the existing metrics are described, with their labels', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('| `iyzico_graphql_'));
  const described = new Map(
    rows.flatMap((row) => {
      const [, names = '', labels = ''] = row.split('|');
      return [...namesIn(names)].map((name) => [
        name,
        [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label).sort(),
      ]);
    }),
  );
  const shown = ours().map((name) => {
    const labels = series.filter((one) => familyOf(one.name) === name).flatMap((one) => Object.keys(one.labels));
    return [name, [...new Set(labels)].filter((label) => label !== 'le').sort()] as const;
  });
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(shown));
});

test.each(rules.map((rule) => [rule.alert, rule] as const))(
  '%s has a summary, a severity and advice',
  (alert, rule) => {
    expect(rule.severity).toMatch(/^(critical|warning|info)$/);
    expect(rule.for).toMatch(/^\d+m$/);
    expect(rule.summary).toMatch(/^\S.+\.$/);
    expect(rule.description).toMatch(/^\S.{20,}\.$/);
    expect(readme).toContain(`\n### ${alert}\n`);
    const shown = [...rule.description.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
    expect(shown.filter((label) => !labelsIn(rule.expr).includes(label))).toEqual([]);
  },
);

test('exactly the existing alerts have advice, in the same order', () => {
  const advised = readme.slice(readme.indexOf('## Alerts')).match(/(?<=^### )\w+$/gm) ?? [];
  expect(advised).toEqual(rules.map(({ alert }) => alert));
});
