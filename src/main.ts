#!/usr/bin/env node
import { handleSignals } from './signals.js';

const signals = handleSignals();
// An import at the top of this file would be loaded before the line above runs.
const { run } = await import('./start.js');
await run({ signals, args: process.argv.slice(2), environment: process.env });
