// Prints the software bill of materials of the production packages (CycloneDX). `npm sbom --omit dev` leaves out every
// package that a development package needs too, Apollo Server among them; so npm reads a lock without development packages.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const manifest = withoutDevelopment(readJson('package.json'));
const lock = readJson('package-lock.json');
const production = Object.entries(lock.packages).filter(([, { dev }]) => !dev);
lock.packages = { ...Object.fromEntries(production), '': withoutDevelopment(lock.packages['']) };

const temporary = mkdtempSync(join(tmpdir(), 'sbom-'));
try {
  // npm names the bill's subject after its folder.
  const folder = join(temporary, manifest.name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  const options = ['--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  // npm's own script by Node, because Windows does not start `npm` without a shell.
  const npm = spawnSync(process.execPath, [process.env.npm_execpath, 'sbom', ...options], {
    cwd: folder,
    encoding: 'utf8',
  });
  process.stderr.write(npm.stderr);
  process.stdout.write(npm.stdout);
  process.exitCode = npm.status ?? 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** JSON leaves out what is undefined. */
function withoutDevelopment(manifest) {
  return { ...manifest, devDependencies: undefined };
}

function readJson(name) {
  return JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
}
