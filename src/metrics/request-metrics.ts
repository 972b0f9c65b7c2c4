import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ServerListener } from '../server/index.js';

/** In seconds: what needs no call, what needs some, and up to what an operation may take. */
const BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 10];

/** Counts what is asked of this server, and how it is answered. */
export function countRequests(registry: Registry): Required<ServerListener> {
  const registers = [registry];
  const requests = new Counter({
    name: 'iyzico_graphql_requests_total',
    help: 'Answers to POST /graphql, by the code of their first error or OK, the kind of caller, and the layer that answered.',
    labelNames: ['code', 'caller', 'layer'],
    registers,
  });
  const left = new Counter({
    name: 'iyzico_graphql_client_disconnects_total',
    help: 'Requests whose client left before it was answered, or was too slow in asking.',
    registers,
  });
  const inFlight = new Gauge({
    name: 'iyzico_graphql_requests_in_flight',
    help: 'Requests that came and are not answered yet.',
    registers,
  });
  const durations = new Histogram({
    name: 'iyzico_graphql_operation_duration_seconds',
    help: 'Time from the headers of a request to the last byte of its answer, where GraphQL looked at it, by the type of its operation.',
    labelNames: ['type'],
    buckets: BUCKETS,
    registers,
  });
  const lookupMisses = new Counter({
    name: 'iyzico_graphql_lookup_misses_total',
    help: "Questions for checkout forms that are not their caller's.",
    registers,
  });

  // What is not there cannot rise: an alert would miss the first bug.
  for (const caller of ['anybody', 'shopper', 'system', 'unknown']) {
    for (const layer of ['http', 'graphql']) requests.inc({ code: 'INTERNAL_SERVER_ERROR', caller, layer }, 0);
  }

  return {
    onRequest: () => {
      inFlight.inc();
    },
    onAnswer: ({ code, caller, layer, type, milliseconds }) => {
      inFlight.dec();
      requests.inc({ code, caller, layer });
      if (layer === 'graphql') durations.observe({ type }, milliseconds / 1000);
    },
    onDisconnect: () => {
      inFlight.dec();
      left.inc();
    },
    onLookupMiss: () => {
      lookupMisses.inc();
    },
  };
}
