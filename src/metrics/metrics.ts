import { collectDefaultMetrics, Registry } from 'prom-client';
import type { IyzicoListener, QuotaState } from '../iyzico/index.js';
import type { ServerListener } from '../server/index.js';
import { createAnswerMetrics } from './answer-metrics.js';
import { createCallMetrics } from './call-metrics.js';
import { addProcessMetrics, type ProcessFacts } from './process-metrics.js';
import { createQuotaMetrics } from './quota-metrics.js';
import { createRedisMetric } from './redis-metrics.js';
import { createRequestMetrics } from './request-metrics.js';
import { createServicePolicyMetrics } from './service-policy-metrics.js';

/**
 * The metrics of this process. The values of every label are a closed list, so the number of series is limited, and no
 * label contains a token, personal data or other text from a request or an answer.
 */
export interface Metrics {
  readonly server: Required<ServerListener>;
  readonly iyzico: Required<IyzicoListener>;
  /** Reports whether Redis answers. Call it once when Redis is configured, and again on every change. */
  onRedis(isUp: boolean): void;
  /** Adds the metrics of the process. Call it once. */
  watchProcess(facts: ProcessFacts): void;
  /** Sets the source of the quota metrics. `read` is called on every scrape. */
  watchQuotas(read: () => Promise<readonly QuotaState[]>): void;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  // Not the global registry of prom-client: other modules may add metrics to that one.
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const showQuotas = createQuotaMetrics(registry);
  let readQuotas = (): Promise<readonly QuotaState[]> => Promise.resolve([]);
  return {
    server: createRequestMetrics(registry),
    iyzico: {
      ...createCallMetrics(registry),
      ...createAnswerMetrics(registry),
      ...createServicePolicyMetrics(registry),
    },
    onRedis: createRedisMetric(registry),
    watchProcess: (facts) => {
      addProcessMetrics(registry, facts);
    },
    watchQuotas: (read) => {
      readQuotas = read;
    },
    async text() {
      showQuotas(await readQuotas());
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
