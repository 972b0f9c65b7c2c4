import { monitorEventLoopDelay } from 'node:perf_hooks';
import { TemporaryRefusal } from '../http/refusal.js';
import type { Log } from '../http/log.js';

/** How much load is too much. Durations are in milliseconds. */
export interface LoadLimits {
  /** How often a sample is taken; one that the load itself holds up comes late. */
  readonly interval: number;
  /** For how long the event loop may keep everything waiting, and how many samples in a row must have kept it longer. */
  readonly delay: number;
  readonly lateSamples: number;
  /** The part of its time for which the loop may work while it keeps things waiting noticeably, and for how many samples. */
  readonly utilization: number;
  readonly noticeableDelay: number;
  readonly busySamples: number;
}

/** A cold process answers its first few hundred requests in less: a burst makes late samples, and not that many. */
export const defaultLoadLimits: LoadLimits = {
  interval: 250,
  delay: 500,
  lateSamples: 5,
  utilization: 0.98,
  noticeableDelay: 100,
  busySamples: 20,
};

/** What the event loop did since the last sample: the longest that it kept things waiting, and the part it worked. */
export interface LoadSample {
  readonly delay: number;
  readonly utilization: number;
}

/** Watches over what the process can bear. */
export interface Load {
  /** Lets a request in, or not for now. @throws TemporaryRefusal OVERLOADED */
  checkRoom(): void;
  /** Watches no longer. */
  stop(): void;
}

/** Milliseconds between two looks at the clock. */
const RESOLUTION = 20;
/** Whole seconds after which who was refused may ask again: nothing more is refused once a sample is good. */
const RETRY_AFTER = 1;

/**
 * Starts to watch. The log gets a line when load shedding starts, and one when it ends.
 * @param chosen limits other than the default ones
 */
export function watchLoad(chosen: Partial<LoadLimits> | undefined, log: Log): Load {
  const limits = { ...defaultLoadLimits, ...chosen };
  const sampler = startSampler();
  const samples: LoadSample[] = [];
  let isShed = false;

  const timer = setInterval(() => {
    const sample = sampler.take();
    samples.push(sample);
    if (samples.length > Math.max(limits.lateSamples, limits.busySamples)) samples.shift();
    const wasShed = isShed;
    isShed = isOverloaded(samples, limits);
    if (isShed && !wasShed) log.warn('load shedding started', { milliseconds: Math.round(sample.delay) });
    if (wasShed && !isShed) log.info('load shedding ended');
  }, limits.interval);
  // A process that has nothing else to do may end.
  timer.unref();
  return {
    checkRoom() {
      if (isShed) throw new TemporaryRefusal('OVERLOADED', 'This server is overloaded: ask again.', RETRY_AFTER);
    },
    stop() {
      clearInterval(timer);
      sampler.stop();
    },
  };
}

/**
 * Whether load was too much for long enough. One good sample ends it; one bad one says nothing: a process that was
 * paused, or that compiles what it runs for the first time, is late once.
 * @param samples oldest first
 */
export function isOverloaded(samples: readonly LoadSample[], limits: LoadLimits): boolean {
  const isLate = ({ delay }: LoadSample) => delay > limits.delay;
  const isBusy = ({ delay, utilization }: LoadSample) =>
    utilization > limits.utilization && delay > limits.noticeableDelay;
  const areLast = (count: number, is: (sample: LoadSample) => boolean) =>
    samples.length >= count && samples.slice(-count).every(is);
  return areLast(limits.lateSamples, isLate) || areLast(limits.busySamples, isBusy);
}

function startSampler(): { take(): LoadSample; stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
  delays.enable();
  let at = performance.now();
  let used = performance.eventLoopUtilization();
  return {
    take() {
      const [before, usedBefore] = [at, used];
      at = performance.now();
      used = performance.eventLoopUtilization();
      // Between two resets the histogram knows nothing of a loop that never came round twice: it was late all the time.
      const longest = delays.count > 0 ? delays.max / 1e6 : at - before;
      delays.reset();
      return {
        delay: Math.max(0, longest - RESOLUTION),
        utilization: performance.eventLoopUtilization(used, usedBefore).utilization,
      };
    },
    stop() {
      delays.disable();
    },
  };
}
