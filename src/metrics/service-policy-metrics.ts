import { Gauge, type Registry } from 'prom-client';
import { serviceNames, type IyzicoListener } from '../iyzico/index.js';

type BulkheadLoad = Parameters<ServicePolicyListener['onBulkhead']>[1];
type ServicePolicyListener = Required<Pick<IyzicoListener, 'onCircuitBreaker' | 'onBulkhead'>>;

const circuitBreakerValues = { closed: 0, 'half-open': 0.5, open: 1 } as const;

/** Shows the current state of each service's circuit breaker and bulkhead. */
export function createServicePolicyMetrics(registry: Registry): ServicePolicyListener {
  const [labelNames, registers] = [['service'], [registry]];
  const circuitBreaker = new Gauge({
    name: 'iyzico_graphql_circuit_breaker_state',
    help: 'State of the circuit breaker, by service: 0 closed (calls are sent), 0.5 half open (one is), 1 open (none).',
    labelNames,
    registers,
  });
  // Read by each scrape: loads change with every call.
  const loads = new Map<string, BulkheadLoad>(serviceNames.map((service) => [service, { inFlight: 0, waiting: 0 }]));
  new Gauge({
    name: 'iyzico_graphql_bulkhead_calls_in_flight',
    help: 'Calls to iyzico in flight, by service.',
    labelNames,
    registers,
    collect() {
      for (const [service, { inFlight }] of loads) this.set({ service }, inFlight);
    },
  });
  new Gauge({
    name: 'iyzico_graphql_bulkhead_calls_waiting',
    help: 'Calls that wait for a slot of the bulkhead, by service.',
    labelNames,
    registers,
    collect() {
      for (const [service, { waiting }] of loads) this.set({ service }, waiting);
    },
  });
  for (const service of serviceNames) circuitBreaker.set({ service }, 0);
  return {
    onCircuitBreaker: (service, state) => {
      circuitBreaker.set({ service }, circuitBreakerValues[state]);
    },
    onBulkhead: (service, load) => {
      loads.set(service, load);
    },
  };
}
