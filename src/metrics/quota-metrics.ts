import { Gauge, type Registry } from 'prom-client';
import type { QuotaState } from '../iyzico/index.js';

/** Returns a function that sets the gauges of iyzico's quotas and cool-downs to the given states. */
export function createQuotaMetrics(registry: Registry): (states: readonly QuotaState[]) => void {
  const [labelNames, registers] = [['service'], [registry]];
  const limitGauge = new Gauge({
    name: 'iyzico_graphql_quota_limit',
    help: 'Calls per minute that IYZICO_QUOTA allows, by service.',
    labelNames,
    registers,
  });
  const leftGauge = new Gauge({
    name: 'iyzico_graphql_quota_left',
    help: 'Calls left in the sliding minute for all processes that share the quota, by service.',
    labelNames,
    registers,
  });
  const coolDownGauge = new Gauge({
    name: 'iyzico_graphql_quota_cool_down_seconds',
    help: 'Seconds until calls are sent again after iyzico refused too many, by service. 0 while calls are sent.',
    labelNames,
    registers,
  });
  return (states) => {
    for (const { service, quota, coolDown } of states) {
      coolDownGauge.set({ service }, coolDown);
      if (quota === null) continue;
      limitGauge.set({ service }, quota.limit);
      leftGauge.set({ service }, quota.left);
    }
  };
}
