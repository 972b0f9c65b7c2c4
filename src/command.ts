import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { completedBy, readConfig, readDotenv, type Config, type Environment } from './config/index.js';
import { openLineOutput, readCommand, startFailureOf, type Command, type LineOutput } from './process/index.js';
import { createLog, type Log, type LogLevel } from './server/index.js';

/** What the process is started with. */
export interface Invocation {
  readonly args: readonly string[];
  readonly environment: Environment;
}

/** What a command has before it runs. */
export interface Prepared {
  readonly command: Command;
  readonly config: Config;
  readonly log: Log;
  /** Where the log goes. */
  readonly standardError: LineOutput;
}

/** Reads the command line and the settings and runs the command. A failure is a message and the exit code 1. */
export async function runCommand(
  { args, environment }: Invocation,
  execute: (prepared: Prepared) => Promise<void>,
): Promise<void> {
  const standardError = openLineOutput(2);
  const openLog = (level?: LogLevel) => createLog(standardError, { level, isPretty: isatty(2) });
  try {
    const command = readCommand(args);
    const config = readConfig(completedBy(environment, readDotenv()), (path) => readFileSync(path, 'utf8'));
    await execute({ command, config, log: openLog(config.logLevel), standardError });
  } catch (error) {
    standardError.write(`${startFailureOf(error, openLog())}\n`);
    process.exit(1);
  }
}
