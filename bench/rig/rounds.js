import { startContestant } from './contestant.js';
import { measure, openMeasurement } from './measure.js';
import { createQuestions } from './questions.js';

/**
 * Measures the contestants in turn, in rounds of alternating order: a machine that grows slower or faster favours nobody.
 * All of them run at the same time, so that a round is short, and the machine is about equally fast in all of it. They
 * are started anew several times: two processes of the same server differ too.
 * @param starts how often each contestant is started
 * @param rounds how often each scenario is measured after a start
 * @param report gets a line about each measurement
 * @returns samples: of each start, of each round of each scenario, and of the memory at the end. Those of one `round` can
 *   be compared
 */
export async function runRounds(contestants, { starts, rounds, scenarios, report, ...rig }) {
  const samples = [];
  for (let start = 0; start < starts; start += 1) {
    const add = (contestant, sample) => {
      samples.push({ contestant: contestant.name, ...sample });
      report(`start ${start + 1}  ${contestant.name}: ${shortened(sample)}`);
    };
    const running = [];
    try {
      for (const contestant of inOrder(contestants, start))
        running.push(await startOne(contestant, { start, add, ...rig }));
      for (const scenario of scenarios) await runScenario(running, { scenario, start, rounds, add, ...rig });
      for (const { contestant, memory } of running) add(contestant, { round: `memory ${start}`, peak: memory().peak });
    } finally {
      for (const started of running) await started.stop();
    }
  }
  return samples;
}

async function startOne(contestant, { start: round, add, iyzico, callers, node }) {
  const nextQuestion = createQuestions(callers, { items: 3 });
  const started = await startContestant(contestant, { iyzico, node, nextQuestion });
  add(contestant, { round: `start ${round}`, start: started.start, idle: started.idle });
  return started;
}

/** The warm-up is made of rounds too: a process that waits long for its first round forgets compiled code meanwhile. */
async function runScenario(running, { scenario: { name, warmUps, ...scenario }, start, rounds, add, iyzico, callers }) {
  const measured = running
    .filter(({ contestant }) => !contestant.without?.includes(name))
    .map((started) => openMeasurement(started, scenario, callers));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const measurement of inOrder(measured, round)) {
      const figures = await measure(measurement, scenario.count, iyzico);
      if (round >= 0)
        add(measurement.started.contestant, { round: `${name} ${start}.${round}`, scenario: name, ...figures });
    }
  }
  for (const measurement of measured) await measurement.close();
}

function inOrder(list, round) {
  return round % 2 === 0 ? list : list.toReversed();
}

function shortened({ round, cpu, ...sample }) {
  return cpu === undefined ? JSON.stringify({ round, ...sample }) : `${round} ${Math.round(cpu)} µs`;
}
