import { Gauge, type Registry } from 'prom-client';
import { serviceNames, type IyzicoListener } from '../iyzico/index.js';

const circuitValues = { closed: 0, 'half-open': 0.5, open: 1 } as const;

/** Shows what the lane of each service is like at the moment. */
export function watchServicePolicies(
  registry: Registry,
): Required<Pick<IyzicoListener, 'onCircuitBreaker' | 'onBulkhead'>> {
  const registers = [registry];
  const labelNames = ['service'];
  const circuit = new Gauge({
    name: 'iyzico_graphql_circuit_breaker_state',
    help: 'Whether calls to a service of iyzico are let through: 0 closed (they are), 0.5 half open (one tries), 1 open (none).',
    labelNames,
    registers,
  });
  const inFlight = new Gauge({
    name: 'iyzico_graphql_bulkhead_calls_in_flight',
    help: 'Calls to iyzico that are under way, by service.',
    labelNames,
    registers,
  });
  const waiting = new Gauge({
    name: 'iyzico_graphql_bulkhead_calls_waiting',
    help: 'Calls that wait until one to the same service has ended.',
    labelNames,
    registers,
  });
  for (const service of serviceNames) {
    for (const gauge of [circuit, inFlight, waiting]) gauge.set({ service }, 0);
  }
  return {
    onCircuitBreaker: (service, state) => {
      circuit.set({ service }, circuitValues[state]);
    },
    onBulkhead: (service, load) => {
      inFlight.set({ service }, load.inFlight);
      waiting.set({ service }, load.waiting);
    },
  };
}
