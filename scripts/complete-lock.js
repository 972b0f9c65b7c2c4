// Adds the platform-specific optional packages to package-lock.json that the configured registry does not serve.
// `npm install` leaves such packages out of the lock, and `npm ci` refuses a lock without them, even on platforms where
// it would not install them. Run this script after `npm install`. With a complete registry it changes nothing.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));

for (const [location, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(name, location)) continue;
    const [, os = 'none'] = /\b(aix|android|darwin|freebsd|linux|openharmony|sunos|win32)\b/.exec(name) ?? [];
    const [, cpu = 'none'] = /\b(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|wasm32|x64)\b/.exec(name) ?? [];
    lock.packages[`node_modules/${name}`] = { version, ...(dev && { dev }), optional: true, os: [os], cpu: [cpu] };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);

/** Whether the lock contains the package at a path where Node resolves it from `location`. */
function isLocked(name, location) {
  for (let from = location; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${from === '' ? '' : `${from}/`}node_modules/${name}`]) return true;
    if (from === '') return false;
    if (!from.includes('/node_modules/')) return lock.packages[`node_modules/${name}`] !== undefined;
  }
}
