import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as passed } from 'node:timers/promises';

/** A payment that is read under a new conversation id each time, so that no two queries share a call. */
export const ownDetail =
  'query ($name: String!) { paymentDetail(paymentId: "24259238", conversationId: $name) { id } }';

let named = 0;

/** A client that keeps its connections open, one for each concurrent query. */
export function createClient(url, { connections = Infinity } = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    /** Sends a query under a new name. */
    send: (query) => sendQuery(agent, url, query),
    close: () => {
      agent.destroy();
    },
  };
}

/**
 * Sends one query. Its outcome is OK, a code of the server's list, or the system's code where there was no answer; times
 * are in milliseconds, by the clock of `Date.now` in fractions.
 */
async function sendQuery(agent, url, query) {
  const startedAt = now();
  const end = (outcome, isAnswered) => ({
    reused: call.reusedSocket,
    outcome,
    isAnswered,
    startedAt,
    milliseconds: now() - startedAt,
  });
  const call = request(`${url}/graphql`, { agent, method: 'POST', headers: { 'content-type': 'application/json' } });
  call.end(JSON.stringify({ query, variables: { name: `bench-${(named += 1)}` } }));
  try {
    const [response] = await once(call, 'response');
    const { errors } = JSON.parse(await text(response));
    return end(errors?.[0]?.extensions.code ?? 'OK', true);
  } catch (error) {
    return end(error.code ?? String(error), false);
  }
}

/** Sends `count` queries, `atOnce` at a time: the next one starts when one is answered. */
export async function sendMany(client, { query, count, atOnce }) {
  const outcomes = [];
  let left = count;
  const sendNext = async () => {
    while (left > 0) {
      left -= 1;
      outcomes.push(await client.send(query));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sendNext));
  return outcomes;
}

/** Sends `perSecond` queries a second, answered or not, until it is stopped, and `most` at most. */
export function sendSteadily(client, { query, perSecond, most }) {
  const outcomes = [];
  const pending = [];
  const startedAt = now();
  let isStopped = false;
  const finished = (async () => {
    while (!isStopped && pending.length < most) {
      const due = Math.min(most, ((now() - startedAt) * perSecond) / 1000);
      while (pending.length < due) pending.push(client.send(query).then((outcome) => outcomes.push(outcome)));
      await passed(5);
    }
    await Promise.all(pending);
  })();
  return {
    /** The outcomes so far, in the order of their ends. The list is live. */
    outcomes,
    /** Resolves when all queries are answered. */
    finished,
    stop: () => {
      isStopped = true;
      return finished;
    },
  };
}

/** Milliseconds, by the clock of `Date.now` in fractions. */
export function now() {
  return performance.timeOrigin + performance.now();
}

/** The quantile of the values: `part` of them are not above it. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

export function median(values) {
  return quantile(values, 0.5);
}

/** The count of each outcome. */
export function tally(outcomes) {
  const counts = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
