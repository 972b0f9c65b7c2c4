import { Counter, Histogram, type Registry } from 'prom-client';
import {
  codeNameOf,
  failureMeanings,
  serviceNames,
  SignatureStatus,
  signingServices,
  type IyzicoListener,
} from '../iyzico/index.js';

/** In seconds, up to what a call with its repetition may take. */
const BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8];

type CallListener = Required<Pick<IyzicoListener, 'onCall' | 'onCoalesced' | 'onDrift' | 'onSignature'>>;

/** Counts the calls to iyzico, and what its answers are like. */
export function countCalls(registry: Registry): CallListener {
  const registers = [registry];
  const calls = new Counter({
    name: 'iyzico_graphql_calls_total',
    help: 'Calls to iyzico by service and outcome, a call and its repetition being one.',
    labelNames: ['service', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'iyzico_graphql_call_duration_seconds',
    help: 'Time that calls to iyzico took with their repetitions, by service; those that were not sent are left out.',
    labelNames: ['service'],
    buckets: BUCKETS,
    registers,
  });
  const attempts = new Counter({
    name: 'iyzico_graphql_call_attempts_total',
    help: 'Times that a call was sent to iyzico, by service.',
    labelNames: ['service'],
    registers,
  });
  const retries = new Counter({
    name: 'iyzico_graphql_call_retries_total',
    help: 'The attempts among them that were repetitions, by service.',
    labelNames: ['service'],
    registers,
  });
  const rejections = new Counter({
    name: 'iyzico_graphql_rejections_total',
    help: "Refusals of iyzico's by service, its code (other where it is not documented), and what that means.",
    labelNames: ['service', 'code', 'meaning'],
    registers,
  });
  const shared = new Counter({
    name: 'iyzico_graphql_coalesced_reads_total',
    help: 'Questions that were coalesced to iyzico, or by one that was kept.',
    registers,
  });
  const drift = new Counter({
    name: 'iyzico_graphql_contract_drift_total',
    help: 'Answers of iyzico in which a field was not what its contract says, by service, field and how.',
    labelNames: ['service', 'field', 'kind'],
    registers,
  });
  const signatures = new Counter({
    name: 'iyzico_graphql_signatures_total',
    help: 'What the signatures of payments prove, by service, whether the policy lets them pass or not.',
    labelNames: ['service', 'status'],
    registers,
  });

  // What is not there cannot rise: an alert would miss the first of its kind.
  for (const service of serviceNames) {
    attempts.inc({ service }, 0);
    retries.inc({ service }, 0);
    for (const [code, meaning] of Object.entries(failureMeanings)) rejections.inc({ service, code, meaning }, 0);
    for (const meaning of ['rate-limited', 'misconfigured', 'rejected']) {
      rejections.inc({ service, code: 'other', meaning }, 0);
    }
  }
  for (const service of signingServices) {
    for (const status of Object.values(SignatureStatus)) signatures.inc({ service, status: status.toLowerCase() }, 0);
  }

  return {
    onCall: ({ service, outcome, iyzicoCode, meaning, milliseconds, attempts: times }) => {
      calls.inc({ service, outcome });
      if (meaning !== null) rejections.inc({ service, code: codeNameOf(iyzicoCode), meaning });
      if (times === 0) return;
      attempts.inc({ service }, times);
      retries.inc({ service }, times - 1);
      durations.observe({ service }, milliseconds / 1000);
    },
    onCoalesced: () => {
      shared.inc();
    },
    onDrift: (service, field, kind) => {
      drift.inc({ service, field, kind });
    },
    onSignature: (service, status) => {
      signatures.inc({ service, status: status.toLowerCase() });
    },
  };
}
