import { openLoad } from './load.js';
import { createQuestions } from './questions.js';
import { quantile } from './statistics.js';

/** Opens the connections of a scenario to a started contestant. `send` sends so many of its queries. */
export function openMeasurement(started, scenario, callers) {
  const load = openLoad(started.port, { connections: scenario.connections, check: started.check });
  const nextQuestion = createQuestions(callers, scenario);
  return { started, send: (count) => load.sendMany(nextQuestion, count), close: load.close };
}

/**
 * Measures so many queries.
 * @returns microseconds of CPU a query, queries a second, the latency's p50 and p99 in milliseconds, and iyzico calls a
 *   query
 */
export async function measure({ started, send }, count, iyzico) {
  const before = { calls: iyzico.calls, cpu: started.cpu(), at: performance.now() };
  const latencies = await send(count);
  const seconds = (performance.now() - before.at) / 1000;
  const cpu = (started.cpu() - before.cpu) / count;
  const calls = (iyzico.calls - before.calls) / count;
  return { cpu, perSecond: count / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), calls };
}
