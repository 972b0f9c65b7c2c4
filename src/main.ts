#!/usr/bin/env node
import { keepCompiledCode } from './compile-cache.js';
import { handleSignals } from './signals.js';

const signals = handleSignals();
keepCompiledCode();
const args = process.argv.slice(2);
// An import at the top of this file would be loaded before the lines above run. Both are bundles of their own: the
// command `token` does not load the server.
const { run } = await (args[0] === 'token' ? import('./token.js') : import('./start.js'));
await run({ signals, args, environment: process.env });
