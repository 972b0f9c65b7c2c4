import { Gauge, type Registry } from 'prom-client';
import type { QuotaState } from '../iyzico/index.js';

/** Shows what is left of iyzico's quotas, where those are known, and which services are left alone, as it is told. */
export function createQuotaGauges(registry: Registry): (states: readonly QuotaState[]) => void {
  const registers = [registry];
  const labelNames = ['service'];
  const limits = new Gauge({
    name: 'iyzico_graphql_quota_limit',
    help: 'Calls a minute that iyzico allows, by service, where that is set.',
    labelNames,
    registers,
  });
  const lefts = new Gauge({
    name: 'iyzico_graphql_quota_left',
    help: 'Calls that are left of the last minute, by service, where its quota is set; of all processes that share it.',
    labelNames,
    registers,
  });
  const rests = new Gauge({
    name: 'iyzico_graphql_quota_cool_down_seconds',
    help: 'Seconds for which nothing will be sent to a service, for iyzico said that it had enough; 0 while calls are sent.',
    labelNames,
    registers,
  });
  return (states) => {
    for (const { service, quota, rest } of states) {
      rests.set({ service }, rest);
      if (quota === null) continue;
      limits.set({ service }, quota.limit);
      lefts.set({ service }, quota.left);
    }
  };
}
