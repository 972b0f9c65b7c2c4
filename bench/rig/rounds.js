import { startContestant } from './contestant.js';
import { measure } from './measure.js';
import { createQuestions } from './questions.js';

/**
 * Measures every contestant once in each round. The order alternates, so that a machine that grows slower or faster
 * favours nobody. Each contestant is started anew in each round: its start is measured as often as the rest.
 * @param report gets a line about each measurement
 * @returns a sample for each round and contestant
 */
export async function runRounds(contestants, { rounds, scenarios, report, ...rig }) {
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? contestants : contestants.toReversed();
    for (const contestant of order) {
      const sample = await sampleOf(contestant, { scenarios, ...rig });
      samples.push({ round, ...sample });
      report(`round ${round + 1}  ${contestant.name}: ${summaryOf(sample)}`);
    }
  }
  return samples;
}

async function sampleOf(contestant, { scenarios, iyzico, callers, node }) {
  const nextQuestion = createQuestions(callers, { items: 3 });
  const started = await startContestant(contestant, { iyzico, node, nextQuestion });
  try {
    const sample = { contestant: contestant.name, start: started.start, idle: started.idle, peak: 0, scenarios: {} };
    for (const scenario of scenarios) {
      if (contestant.without?.includes(scenario.name)) continue;
      sample.scenarios[scenario.name] = await measure(started, scenario, { iyzico, callers });
    }
    sample.peak = started.memory().peak;
    return sample;
  } finally {
    await started.stop();
  }
}

function summaryOf({ start, peak, scenarios }) {
  const figures = Object.entries(scenarios).map(([name, { cpu }]) => `${name} ${Math.round(cpu)} µs`);
  return `${figures.join(', ')}, start ${Math.round(start)} ms, peak ${Math.round(peak)} MB`;
}
