import { Counter, type Registry } from 'prom-client';
import { SignatureStatus, signingServices, type IyzicoListener } from '../iyzico/index.js';

type AnswerListener = Required<Pick<IyzicoListener, 'onDrift' | 'onSignature'>>;

/** Counts contract drift and signatures in iyzico's answers. */
export function createAnswerMetrics(registry: Registry): AnswerListener {
  const drift = new Counter({
    name: 'iyzico_graphql_contract_drift_total',
    help: "Fields in iyzico's answers that differ from the contract, by service, field and kind of difference.",
    labelNames: ['service', 'field', 'kind'],
    registers: [registry],
  });
  const signatures = new Counter({
    name: 'iyzico_graphql_signatures_total',
    help: 'Payments that iyzico answered, by service and status of their signature, under any IYZICO_SIGNATURE.',
    labelNames: ['service', 'status'],
    registers: [registry],
  });
  // A series that first appears at 1 shows no increase, so an alert would miss the first mismatch.
  for (const service of signingServices) {
    for (const status of Object.values(SignatureStatus)) signatures.inc({ service, status: status.toLowerCase() }, 0);
  }
  return {
    onDrift: ({ service, field, kind }) => {
      drift.inc({ service, field, kind });
    },
    onSignature: (service, status) => {
      signatures.inc({ service, status: status.toLowerCase() });
    },
  };
}
