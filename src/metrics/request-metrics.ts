import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ServerListener } from '../server/index.js';

/** In seconds: operations without a call, operations with calls, and up to the operation timeout. */
const DURATION_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 10];

type AnswerListener = Required<ServerListener>['onAnswer'];

/** Counts and times the requests to this server. */
export function createRequestMetrics(registry: Registry): Required<ServerListener> {
  const countAnswer = createAnswerCounter(registry);
  const observeDuration = createDurationHistogram(registry);
  const inFlight = new Gauge({
    name: 'iyzico_graphql_requests_in_flight',
    help: 'Requests that are not answered yet.',
    registers: [registry],
  });
  const disconnects = new Counter({
    name: 'iyzico_graphql_client_disconnects_total',
    help: 'Requests without an answer, because the client disconnected or sent its request too slowly.',
    registers: [registry],
  });
  const lookupMisses = new Counter({
    name: 'iyzico_graphql_lookup_misses_total',
    help: 'Lookups of checkout forms that do not belong to the caller.',
    registers: [registry],
  });
  return {
    onRequest: () => {
      inFlight.inc();
    },
    onAnswer: (answer) => {
      inFlight.dec();
      countAnswer(answer);
      observeDuration(answer);
    },
    onDisconnect: () => {
      inFlight.dec();
      disconnects.inc();
    },
    onRefusedToken: createRefusedTokenCounter(registry),
    onLookupMiss: () => {
      lookupMisses.inc();
    },
  };
}

function createRefusedTokenCounter(registry: Registry): Required<ServerListener>['onRefusedToken'] {
  const refusedTokens = new Counter({
    name: 'iyzico_graphql_refused_tokens_total',
    help: 'Requests that were not authenticated, by what was wrong with their token.',
    labelNames: ['reason'],
    registers: [registry],
  });
  return (reason) => {
    refusedTokens.inc({ reason });
  };
}

function createAnswerCounter(registry: Registry): AnswerListener {
  const answers = new Counter({
    name: 'iyzico_graphql_requests_total',
    help: 'Answers to POST /graphql, by code of the first error (or OK), kind of caller, and layer that answered.',
    labelNames: ['code', 'caller', 'layer'],
    registers: [registry],
  });
  // A series that first appears at 1 shows no increase, so an alert would miss the first internal error.
  for (const caller of ['anybody', 'shopper', 'system', 'unknown']) {
    for (const layer of ['http', 'graphql']) answers.inc({ code: 'INTERNAL_SERVER_ERROR', caller, layer }, 0);
  }
  return ({ code, caller, layer }) => {
    answers.inc({ code, caller, layer });
  };
}

function createDurationHistogram(registry: Registry): AnswerListener {
  const durations = new Histogram({
    name: 'iyzico_graphql_operation_duration_seconds',
    help: 'Time from the headers of a request to the last byte of its GraphQL answer, by type of operation.',
    labelNames: ['type'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  return ({ layer, type, milliseconds }) => {
    if (layer === 'graphql') durations.observe({ type }, milliseconds / 1000);
  };
}
