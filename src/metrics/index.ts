export { createMetrics, type Metrics } from './metrics.js';
export { startMetricsServer, type MetricsServer } from './metrics-server.js';
export type { ProcessFacts } from './process-metrics.js';
