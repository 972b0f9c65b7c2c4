import { mkdirSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Keeps compiled code for the next start, where Node can do that (22.1 and later). The folder lies beside the code and
 * belongs to this user: code that others could write there would run with the merchant's keys. Node's default is a folder
 * of `/tmp`. Where the folder cannot be written, nothing is kept.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
  if (enableCompileCache === undefined) return;
  const folder = fileURLToPath(new URL('.compile-cache/', import.meta.url));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    enableCompileCache(folder);
  } catch {
    // A read-only file system.
  }
}
