import { Counter, Gauge, type Registry } from 'prom-client';

/** What the metrics show of the process. */
export interface ProcessFacts {
  readonly version: string;
  /** Whether the simulator answers with `NODE_ENV=production`. */
  readonly isSimulatedInProduction: boolean;
  /** How many lines of the log were dropped so far. Called on every scrape. */
  readonly droppedLogLines: () => number;
}

/** Adds the metrics of the process to those of Node. */
export function addProcessMetrics(registry: Registry, facts: ProcessFacts): void {
  const registers = [registry];
  const build = new Gauge({
    name: 'iyzico_graphql_build_info',
    help: 'Always 1. The label has the version of this server.',
    labelNames: ['version'],
    registers,
  });
  build.set({ version: facts.version }, 1);
  const simulator = new Gauge({
    name: 'iyzico_graphql_simulator_in_production',
    help: 'Whether payments are made up with NODE_ENV=production: 1 if the simulator answers, else 0.',
    registers,
  });
  simulator.set(facts.isSimulatedInProduction ? 1 : 0);
  new Counter({
    name: 'iyzico_graphql_log_lines_dropped_total',
    help: 'Lines of the log that could not be written: the disk is full, or the reader is gone or hangs.',
    registers,
    collect() {
      this.reset();
      this.inc(facts.droppedLogLines());
    },
  });
}
