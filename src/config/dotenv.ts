import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from './setting-reader.js';

/** The settings in `.env`, in the folder that the process was started in; none where there is no such file. */
export function readDotenv(): Environment {
  return existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
}
