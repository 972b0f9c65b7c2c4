import { mintRequestedToken } from './process/index.js';
import { runCommand, type Invocation } from './command.js';

/** Runs the command `token`. */
export function run(invocation: Invocation): Promise<void> {
  return runCommand(invocation, async ({ command, config }) => {
    if (command.name !== 'token') return;
    process.stdout.write(`${await mintRequestedToken(config.authentication, command.request)}\n`);
  });
}
