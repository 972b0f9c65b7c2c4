import { spawnSync } from 'node:child_process';

/** `describe` where a command is installed; elsewhere the group is skipped, and the end of the run says so. */
export function describeWithCommand(
  command: string,
  versionArgument: string,
): (name: string, body: () => void) => void {
  if (spawnSync(command, [versionArgument]).error === undefined) return describe;
  // skipped-tests-reporter.js finds the group by this text.
  return (name, body) => {
    describe.skip(`${name} [needs ${command}]`, body);
  };
}
