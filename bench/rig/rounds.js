import { startContestant } from './contestant.js';
import { measure, openMeasurement } from './measure.js';
import { createQuestions } from './questions.js';

/**
 * Measures every contestant once in each round, in turn. The order alternates, so that a machine that grows slower or
 * faster favours nobody. All contestants run at the same time, and are warm before the first round: a round is short,
 * so that the machine is equally fast in all of it.
 * @param starts how often each contestant is started
 * @param report gets a line about each measurement
 * @returns samples: of each start, of each scenario in each round, and of the memory at the end. Those of one `round`
 *   can be compared
 */
export async function runRounds(contestants, { starts, rounds, scenarios, report, ...rig }) {
  const samples = [];
  const add = (contestant, sample) => samples.push({ contestant: contestant.name, ...sample });
  const running = await startAll(contestants, { starts, report, add, ...rig });
  try {
    for (const scenario of scenarios) await runScenario(running, { scenario, rounds, report, add, ...rig });
    for (const { contestant, memory } of running) add(contestant, { round: 'end', peak: memory().peak });
  } finally {
    for (const started of running) await started.stop();
  }
  return samples;
}

/** Starts every contestant in each round, and leaves those of the last round running. */
async function startAll(contestants, { starts, report, add, iyzico, callers, node }) {
  let running = [];
  for (let round = 0; round < starts; round += 1) {
    for (const started of running) await started.stop();
    running = [];
    for (const contestant of inOrder(contestants, round)) {
      const nextQuestion = createQuestions(callers, { items: 3 });
      const started = await startContestant(contestant, { iyzico, node, nextQuestion });
      running.push(started);
      add(contestant, { round: `start ${round}`, start: started.start, idle: started.idle });
      report(`start ${round + 1}  ${contestant.name}: ${Math.round(started.start)} ms`);
    }
  }
  return running;
}

async function runScenario(running, { scenario, rounds, report, add, iyzico, callers }) {
  const measured = running
    .filter(({ contestant }) => !contestant.without?.includes(scenario.name))
    .map((started) => openMeasurement(started, scenario, callers));
  for (const measurement of measured) await measurement.send(scenario.warmUp);
  for (let round = 0; round < rounds; round += 1) {
    for (const measurement of inOrder(measured, round)) {
      const { contestant } = measurement.started;
      const figures = await measure(measurement, scenario.count, iyzico);
      add(contestant, { round: `${scenario.name} ${round}`, scenario: scenario.name, ...figures });
      report(`${scenario.name} ${round + 1}  ${contestant.name}: ${Math.round(figures.cpu)} µs`);
    }
  }
  for (const measurement of measured) await measurement.close();
}

function inOrder(list, round) {
  return round % 2 === 0 ? list : list.toReversed();
}
