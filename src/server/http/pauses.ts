/** How often the clock is read. */
const INTERVAL_MS = 250;
/** A reading that is so much later was delayed by a pause. */
const PAUSE_MS = 500;
/** How long after a pause requests are late because of it: as long as a whole request may take. */
const AFTERMATH_MS = 4000;

/** Notices when the process was paused: by a suspended machine, a signal, or work that blocks the event loop. */
export interface Pauses {
  /** Whether the process was paused just now or a moment ago. */
  isRecent(): boolean;
  stop(): void;
}

export function watchPauses(): Pauses {
  let readAt = performance.now();
  let pausedUntil = -Infinity;
  const read = () => {
    const now = performance.now();
    if (now - readAt - INTERVAL_MS > PAUSE_MS) pausedUntil = now;
    return now;
  };
  const timer = setInterval(() => {
    readAt = read();
  }, INTERVAL_MS);
  timer.unref();
  return {
    // After a pause another timer may run before this one, so the clock is read here too.
    isRecent: () => read() - pausedUntil < AFTERMATH_MS,
    stop: () => {
      clearInterval(timer);
    },
  };
}
