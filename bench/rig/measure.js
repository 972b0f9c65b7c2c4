import { openLoad } from './load.js';
import { createQuestions } from './questions.js';
import { quantile } from './statistics.js';

/**
 * Measures a started contestant in one scenario, after warming it.
 * @returns microseconds of CPU a query, queries a second, the latency's p50 and p99 in milliseconds, and iyzico calls a
 *   query
 */
export async function measure(started, scenario, { iyzico, callers }) {
  const { connections, warmUp, count } = scenario;
  const load = openLoad(started.port, { connections, check: started.check });
  const nextQuestion = createQuestions(callers, scenario);
  await load.sendMany(nextQuestion, warmUp);
  const before = { calls: iyzico.calls, cpu: started.cpu(), at: performance.now() };
  const latencies = await load.sendMany(nextQuestion, count);
  const seconds = (performance.now() - before.at) / 1000;
  const cpu = (started.cpu() - before.cpu) / count;
  const calls = (iyzico.calls - before.calls) / count;
  await load.close();
  return { cpu, perSecond: count / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), calls };
}
