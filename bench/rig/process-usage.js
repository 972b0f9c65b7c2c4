import { readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second, on every machine (USER_HZ). */
const MICROSECONDS_A_TICK = 10_000;

/** Microseconds of CPU that a process has used, in its own code and the kernel, with its children that have ended. */
export function cpuMicroseconds(pid) {
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  // utime, stime, cutime, cstime
  const ticks = fields.split(' ').slice(11, 15).map(Number);
  return ticks.reduce((sum, part) => sum + part, 0) * MICROSECONDS_A_TICK;
}

/** Megabytes that a process has in memory now, and the most it ever had. */
export function memoryMegabytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  return { resident: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}
