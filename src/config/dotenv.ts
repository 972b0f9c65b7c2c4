import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from './setting-reader.js';

/** The settings in `.env` of the working directory; none if there is no such file. */
export function readDotenv(): Environment {
  return existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
}
