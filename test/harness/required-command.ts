import { spawnSync } from 'node:child_process';

type Describe = (name: string, body: () => void) => void;

/** `describe` where a command is installed; elsewhere the group is skipped, and the end of the run says so. */
export function describeWithCommand(command: string, versionArgument: string): Describe {
  return spawnSync(command, [versionArgument]).error === undefined ? describe : skipWithout(command);
}

/** `describe` on this version of Node and later ones; on earlier ones the group is skipped in the same way. */
export function describeFromNode(major: number, minor: number): Describe {
  const [currentMajor = 0, currentMinor = 0] = process.versions.node.split('.').map(Number);
  const isLater = currentMajor > major || (currentMajor === major && currentMinor >= minor);
  return isLater ? describe : skipWithout(`Node ${major}.${minor}`);
}

function skipWithout(command: string): Describe {
  // skipped-tests-reporter.js finds the group by this text.
  return (name, body) => {
    describe.skip(`${name} [needs ${command}]`, body);
  };
}
