import { ConfigurationError, type Config } from '../config/index.js';
import type { Metrics, MetricsServer, ProcessFacts } from '../metrics/index.js';
import { listenFailureOf } from './start-failure.js';

/** The metrics, and the server from which Prometheus reads them. */
export interface StartedMetrics {
  readonly metrics: Metrics;
  readonly server: MetricsServer;
}

/**
 * Starts the metrics server.
 * @param address `null` if the settings name no port for it: then there are no metrics
 * @throws ConfigurationError if the port cannot be listened on
 */
export async function startMetrics(address: Config['metrics'], facts: ProcessFacts): Promise<StartedMetrics | null> {
  if (address === null) return null;
  const { createMetrics, startMetricsServer } = await import('../metrics/index.js');
  const metrics = createMetrics();
  metrics.watchProcess(facts);
  try {
    return { metrics, server: await startMetricsServer(address, metrics) };
  } catch (error) {
    const failure = listenFailureOf(error, 'METRICS_');
    throw failure === undefined ? error : new ConfigurationError([failure]);
  }
}
