import { packageFile } from '../package-file.js';

/** The version in this package's `package.json`. @param readFile returns the content of a file */
export function readVersion(readFile: (path: URL) => string): string {
  const manifest: unknown = JSON.parse(readFile(packageFile('package.json')));
  const isRead = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isRead && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
