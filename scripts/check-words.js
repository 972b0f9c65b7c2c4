// Fails where a retired word is used; says which word to use instead.
import { retiredWordsInProject } from './code/words.js';

const found = retiredWordsInProject();
for (const { path, line, word, instead } of found) process.stdout.write(`${path}:${line} "${word}": use ${instead}\n`);
process.stdout.write(`${found.length} retired words\n`);
if (found.length > 0) process.exitCode = 1;
