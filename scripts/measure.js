// Prints the measures of the project. `--check` fails where a rule is broken or docs/architecture.md is stale;
// `--write` writes the drawing and the numbers there.
import { staleBlocks, writeBlocks } from './code/blocks.js';
import { draw } from './code/drawing.js';
import { measure } from './code/measures.js';
import { printMeasures, printReport } from './code/report.js';

const options = process.argv.slice(2);
const measures = measure();
const blocks = { drawing: draw(measures.arrows), measures: printMeasures(measures) };
if (options.includes('--write')) writeBlocks(blocks);
const violations = [...measures.violations, ...staleBlocks(blocks)];

process.stdout.write(`${printReport({ ...measures, violations })}\n`);
if (options.includes('--check') && violations.length > 0) process.exitCode = 1;
