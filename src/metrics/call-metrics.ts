import { Counter, Histogram, type Registry } from 'prom-client';
import { codeNameOf, failureMeanings, serviceNames, type CallRecord, type IyzicoListener } from '../iyzico/index.js';

/** In seconds, up to the maximum duration of a call with its retry. */
const DURATION_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8];

type CallListener = Required<Pick<IyzicoListener, 'onCall' | 'onCoalesced'>>;
type RecordCall = (call: CallRecord) => void;

/** Counts and times the calls to iyzico. */
export function createCallMetrics(registry: Registry): CallListener {
  const recorders = [
    createOutcomeCounter(registry),
    createDurationHistogram(registry),
    createAttemptCounters(registry),
    createRejectionCounter(registry),
  ];
  const coalesced = new Counter({
    name: 'iyzico_graphql_coalesced_reads_total',
    help: 'Reads answered without a call: by the call of another read that was in flight, or from the read cache.',
    registers: [registry],
  });
  return {
    onCall: (call) => {
      for (const record of recorders) record(call);
    },
    onCoalesced: () => {
      coalesced.inc();
    },
  };
}

function createOutcomeCounter(registry: Registry): RecordCall {
  const calls = new Counter({
    name: 'iyzico_graphql_calls_total',
    help: 'Calls to iyzico, by service and outcome. A call and its retry count as one.',
    labelNames: ['service', 'outcome'],
    registers: [registry],
  });
  return ({ service, outcome }) => {
    calls.inc({ service, outcome });
  };
}

function createDurationHistogram(registry: Registry): RecordCall {
  const durations = new Histogram({
    name: 'iyzico_graphql_call_duration_seconds',
    help: 'Duration of calls to iyzico with their retries, by service. Calls that were not sent are left out.',
    labelNames: ['service'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  return ({ service, milliseconds, attempts }) => {
    if (attempts > 0) durations.observe({ service }, milliseconds / 1000);
  };
}

function createAttemptCounters(registry: Registry): RecordCall {
  const [labelNames, registers] = [['service'], [registry]];
  const sent = new Counter({
    name: 'iyzico_graphql_call_attempts_total',
    help: 'Requests sent to iyzico, by service. Retries are included.',
    labelNames,
    registers,
  });
  const retries = new Counter({
    name: 'iyzico_graphql_call_retries_total',
    help: 'Retries sent to iyzico, by service.',
    labelNames,
    registers,
  });
  // A series that first appears at 1 shows no increase, so all start at 0.
  for (const service of serviceNames) {
    sent.inc({ service }, 0);
    retries.inc({ service }, 0);
  }
  return ({ service, attempts }) => {
    if (attempts > 0) sent.inc({ service }, attempts);
    if (attempts > 1) retries.inc({ service }, attempts - 1);
  };
}

function createRejectionCounter(registry: Registry): RecordCall {
  const rejections = new Counter({
    name: 'iyzico_graphql_rejections_total',
    help: "Calls that iyzico rejected, by service, iyzico's code (other if not documented) and its meaning.",
    labelNames: ['service', 'code', 'meaning'],
    registers: [registry],
  });
  // All start at 0, so that an alert does not miss the first rejection of its kind.
  for (const service of serviceNames) {
    for (const [code, meaning] of Object.entries(failureMeanings)) rejections.inc({ service, code, meaning }, 0);
    for (const meaning of ['rate-limited', 'misconfigured', 'rejected']) {
      rejections.inc({ service, code: 'other', meaning }, 0);
    }
  }
  return ({ service, iyzicoCode, meaning }) => {
    if (meaning !== null) rejections.inc({ service, code: codeNameOf(iyzicoCode), meaning });
  };
}
