/** The clock that everything in a simulator goes by. It runs, and it can be moved. */
export interface Clock {
  /** In epoch milliseconds. */
  now(): number;
  /**
   * Moves the clock to a time in epoch milliseconds. It runs on from there.
   *
   * @throws a RangeError if the time is not from 2020 to 2099
   */
  set(time: number): void;
  /** Moves the clock to where it started. */
  forget(): void;
}

/** Whether the clock can be moved to this time in epoch milliseconds. */
export function isClockTime(time: number): boolean {
  return time >= EARLIEST && time <= LATEST;
}

/** @param startTime in epoch milliseconds; `undefined` for the time of this machine */
export function keepClock(startTime?: number): Clock {
  let ahead = 0;
  const set = (time: number): void => {
    if (!isClockTime(time)) throw new RangeError("The simulator's clock can be moved to a time from 2020 to 2099.");
    ahead = time - Date.now();
  };
  const start = (): void => {
    if (startTime === undefined) ahead = 0;
    else set(startTime);
  };
  start();
  return { now: () => Date.now() + ahead, set, forget: start };
}

const EARLIEST = Date.UTC(2020, 0, 1);
const LATEST = Date.UTC(2100, 0, 1) - 1;
