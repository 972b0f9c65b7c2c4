// Loaded into a server's process before its own code, with --expose-gc. It reports the process's memory to its parent.
import { setTimeout as passed } from 'node:timers/promises';

let peak = 0;
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 5).unref();

process.on('message', (message) => {
  if (message === 'settle') void settle();
  if (message === 'peak') process.send(peak);
});

/** The memory in use after garbage collection; the peak is measured again from here on. */
async function settle() {
  for (let i = 0; i < 6; i++) {
    globalThis.gc();
    await passed(150);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  peak = rss;
  process.send({ rss, held: heapUsed + external });
}
