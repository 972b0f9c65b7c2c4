import { monitorEventLoopDelay } from 'node:perf_hooks';
import { TemporaryRefusal } from '../http/refusal.js';
import type { Log } from '../http/log.js';

/** The limits of load shedding. Durations are in milliseconds. */
export interface LoadLimits {
  /** The time between two samples; under load a sample is taken late. */
  readonly interval: number;
  /** The longest acceptable delay of the event loop. */
  readonly delay: number;
  /** So many samples in a row with a longer delay are overload. */
  readonly lateSamples: number;
  /** The highest acceptable utilization of the event loop, 0 to 1, at a delay above `noticeableDelay`. */
  readonly utilization: number;
  readonly noticeableDelay: number;
  /** So many samples in a row above both limits are overload. */
  readonly busySamples: number;
}

/** A burst of a few hundred requests on a cold process makes late samples, but fewer in a row than these limits. */
export const defaultLoadLimits: LoadLimits = {
  interval: 250,
  delay: 500,
  lateSamples: 5,
  utilization: 0.98,
  noticeableDelay: 100,
  busySamples: 20,
};

/** The event loop since the previous sample. */
export interface LoadSample {
  /** The longest delay, in milliseconds. */
  readonly delay: number;
  /** The part of the time in which it was busy, 0 to 1. */
  readonly utilization: number;
}

/** Watches the event loop and sheds load. */
export interface Load {
  /** @throws TemporaryRefusal OVERLOADED during load shedding */
  checkRoom(): void;
  stop(): void;
}

/** How often the event loop's delay is measured. */
const RESOLUTION_MS = 20;
/** Load shedding ends with the first good sample, so a retry may succeed soon. */
const RETRY_AFTER_SECONDS = 1;

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
    const sample = sampler.nextSample();
    samples.push(sample);
    if (samples.length > Math.max(limits.lateSamples, limits.busySamples)) samples.shift();
    const wasShed = isShed;
    isShed = isOverloaded(samples, limits);
    if (isShed && !wasShed) log.warn('load shedding started', { milliseconds: Math.round(sample.delay) });
    if (wasShed && !isShed) log.info('load shedding ended');
  }, limits.interval);
  // The timer does not keep the process alive.
  timer.unref();
  return {
    checkRoom() {
      if (isShed) throw new TemporaryRefusal('OVERLOADED', 'This server is overloaded: retry.', RETRY_AFTER_SECONDS);
    },
    stop() {
      clearInterval(timer);
      sampler.stop();
    },
  };
}

/**
 * Whether the last samples in a row exceed the limits. One bad sample is not overload: a process that was paused, or
 * that compiles code at its first run, is late once. One good sample ends an overload.
 * @param samples oldest first
 */
export function isOverloaded(samples: readonly LoadSample[], limits: LoadLimits): boolean {
  const isLate = ({ delay }: LoadSample) => delay > limits.delay;
  const isBusy = ({ delay, utilization }: LoadSample) =>
    utilization > limits.utilization && delay > limits.noticeableDelay;
  const isEachOfLast = (count: number, isBad: (sample: LoadSample) => boolean) =>
    samples.length >= count && samples.slice(-count).every(isBad);
  return isEachOfLast(limits.lateSamples, isLate) || isEachOfLast(limits.busySamples, isBusy);
}

function startSampler(): { nextSample(): LoadSample; stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let sampledAt = performance.now();
  let usage = performance.eventLoopUtilization();
  return {
    nextSample() {
      const [previouslyAt, previousUsage] = [sampledAt, usage];
      sampledAt = performance.now();
      usage = performance.eventLoopUtilization();
      // The histogram is empty if the loop did not turn twice since the reset: then the delay is the whole time.
      const longestMs = delays.count > 0 ? delays.max / 1e6 : sampledAt - previouslyAt;
      delays.reset();
      return {
        delay: Math.max(0, longestMs - RESOLUTION_MS),
        utilization: performance.eventLoopUtilization(usage, previousUsage).utilization,
      };
    },
    stop() {
      delays.disable();
    },
  };
}
