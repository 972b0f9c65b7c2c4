import { collectDefaultMetrics, Histogram } from 'prom-client';

collectDefaultMetrics();

export const requestDuration = new Histogram({
  name: 'graphql_request_duration_seconds',
  help: 'Time from a request to its answer.',
  labelNames: ['outcome'],
});

export const callDuration = new Histogram({
  name: 'iyzico_call_duration_seconds',
  help: 'Time from a call to its answer, with its second attempt.',
  labelNames: ['service', 'outcome'],
});
