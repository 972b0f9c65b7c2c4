import { isDeepStrictEqual } from 'node:util';
import { contestants } from '../contestants.js';
import { WrongAnswer } from '../rig/answers.js';
import { startContestant } from '../rig/contestant.js';
import { ITEMS_OF_DETAIL } from '../rig/iyzico.js';
import { openLoad } from '../rig/load.js';
import { FIRST_PAYMENT_ID, paymentOf, plainAmount } from '../rig/payments.js';
import { createQuestions } from '../rig/questions.js';
import { median } from '../rig/statistics.js';
import { series } from './series.js';

/**
 * Measures how the CPU of a batch grows in every series.
 * @param passes how often each size is measured; its figure is the median
 * @param share the part of the batches that is measured
 * @param report gets a line about each series
 * @returns for each series and contestant, a list of `[size, CPU microseconds of a batch]`
 */
export async function measureGrowth({ passes, share, report, ...rig }) {
  const growth = [];
  for (const one of series) {
    for (const name of one.contestants) {
      const points = await pointsOf(one, { name, passes, share, ...rig });
      growth.push({ series: one.name, contestant: name, points });
      report(
        `growth  ${one.name}, ${name}: ${points.map(([size, cpu]) => `${size} ${Math.round(cpu)} µs`).join(', ')}`,
      );
    }
  }
  return growth;
}

async function pointsOf({ sizes, createBatch, delay = 0 }, { name, passes, share, iyzico, callers, node }) {
  const contestant = contestants.find((one) => one.name === name);
  const nextQuestion = createQuestions(callers, { items: 3 });
  const started = await startContestant(contestant, { iyzico, node, nextQuestion });
  const figures = new Map(Object.keys(sizes).map((size) => [Number(size), []]));
  iyzico.delay = delay;
  try {
    // The first pass is the warm-up.
    for (let pass = 0; pass <= passes; pass += 1) {
      // In alternating order: a machine that grows slower does not look like a cost that grows.
      for (const [size, cpus] of pass % 2 === 0 ? figures : [...figures].reverse()) {
        const count = Math.ceil(sizes[size] * share);
        const cpu = await cpuOf(started, { size, count, nextBatch: createBatch(size, callers) });
        if (pass > 0) cpus.push(cpu);
      }
    }
  } finally {
    iyzico.delay = 0;
    await started.stop();
  }
  return [...figures].map(([size, cpus]) => [size, median(cpus)]);
}

/** Microseconds of CPU a batch. */
async function cpuOf(started, { size, count, nextBatch }) {
  const check = (question, ...answer) => (question.sessions ? checkPayments : started.check)(question, ...answer);
  const load = openLoad(started.port, { connections: size, check });
  const sendBatch = () => Promise.all(nextBatch().map((question) => load.ask(question)));
  // The first batch opens the connections, which would cost a large batch more: fewer of them are sent.
  await sendBatch();
  const before = started.cpu();
  for (let batch = 0; batch < count; batch += 1) await sendBatch();
  const cpu = (started.cpu() - before) / count;
  await load.close();
  return cpu;
}

/** Checks the answer about many payments. */
function checkPayments({ sessions }, status, text) {
  const expected = sessions.map((session) => {
    const price = plainAmount(paymentOf({ items: ITEMS_OF_DETAIL, session }).cents);
    return { id: `${FIRST_PAYMENT_ID + session}`, price };
  });
  const { data } = JSON.parse(text);
  if (!isDeepStrictEqual(data, { paymentDetails: expected }))
    throw new WrongAnswer(`HTTP ${status}: ${text.slice(0, 2000)}`);
}
