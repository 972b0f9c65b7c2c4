import { relative } from 'node:path';

/** Says at the end of a run which tests were skipped because a command is not installed. */
export default class SkippedTestsReporter {
  onRunComplete(_contexts, { testResults }) {
    for (const [command, files] of skippedByCommand(testResults)) {
      const total = [...files.values()].reduce((sum, count) => sum + count, 0);
      const lines = [...files].map(([file, count]) => `  ${file}: ${count}`);
      process.stderr.write(`\nSKIPPED because ${command} is not installed: ${total} tests\n${lines.join('\n')}\n`);
    }
  }
}

/** The number of skipped tests by missing command and file. */
function skippedByCommand(testFiles) {
  const skipped = new Map();
  for (const { testFilePath, testResults } of testFiles) {
    for (const { status, ancestorTitles } of testResults) {
      // required-command.ts adds this text to the name of a group that it skips.
      const [, command] = /\[needs ([\w-]+)\]/.exec(ancestorTitles.join(' ')) ?? [];
      if (status !== 'pending' || command === undefined) continue;
      const files = skipped.get(command) ?? new Map();
      const file = relative(process.cwd(), testFilePath);
      skipped.set(command, files.set(file, (files.get(file) ?? 0) + 1));
    }
  }
  return skipped;
}
