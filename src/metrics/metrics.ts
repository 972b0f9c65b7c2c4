import { collectDefaultMetrics, Registry } from 'prom-client';
import type { IyzicoListener, QuotaState } from '../iyzico/index.js';
import type { ServerListener } from '../server/index.js';
import { countCalls } from './call-metrics.js';
import { watchServicePolicies } from './service-policy-metrics.js';
import { createQuotaGauges } from './quota-metrics.js';
import { createRedisGauge } from './redis-metrics.js';
import { countRequests } from './request-metrics.js';

/**
 * What operators can see of this process. Labels are out of closed lists of our own, so that there are only so many,
 * and none of them bears a token, a person, or any other text that somebody sent.
 */
export interface Metrics {
  readonly server: Required<ServerListener>;
  readonly iyzico: Required<IyzicoListener>;
  /** Tells whether Redis answers: to be called as soon as it is known that there is to be one, and at every change. */
  onRedis(isUp: boolean): void;
  /** Looks, whenever it is asked, at what may be sent to iyzico. */
  watchQuotas(read: () => Promise<readonly QuotaState[]>): void;
  /** All of it, as Prometheus reads it. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  // Not the library's own one: what another module leaves there is not ours to show.
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const showQuotas = createQuotaGauges(registry);
  let readQuotas = (): Promise<readonly QuotaState[]> => Promise.resolve([]);
  return {
    server: countRequests(registry),
    iyzico: { ...countCalls(registry), ...watchServicePolicies(registry) },
    onRedis: createRedisGauge(registry),
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
