/** A timer that fires so many milliseconds late shows that the process was paused or busy. */
const LATE_MS = 100;
/** Milliseconds in which a process that was paused reads what arrived meanwhile. */
const CATCH_UP_MS = 250;

/**
 * Calls `onTime` after so many milliseconds. Node runs timers before it reads sockets, so after a pause of the process
 * (a suspended machine, a long garbage collection) every timer would win against answers that arrived in time. A timer
 * that is late therefore waits once more, for a moment.
 * @returns a function that stops the timer
 */
export function startTimer(milliseconds: number, onTime: () => void): () => void {
  const due = performance.now() + milliseconds;
  let timer = setTimeout(() => {
    if (performance.now() - due < LATE_MS) onTime();
    else timer = setTimeout(onTime, CATCH_UP_MS);
  }, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}
