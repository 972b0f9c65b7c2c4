import type { Fault } from '../wire/fault.js';
import type { SimulatorService } from '../wire/service.js';

/** What a service is to answer to its next call, instead of what it would. */
export type ScriptedAnswer = ScriptedFailure | ScriptedBytes | ScriptedEdit | ScriptedFault | ScriptedDelay;

/** A failure; what was asked for is not done. */
export interface ScriptedFailure {
  readonly errorCode: string | number;
  /** The usual words of a known code by default. */
  readonly errorMessage?: string;
  /** The usual group of a known code by default. */
  readonly errorGroup?: string;
  /** `failure` by default. */
  readonly status?: string | number;
  /** A numeric status by default, otherwise what this service refuses under. */
  readonly httpStatus?: number;
}

/** Exactly these bytes; what was asked for is not done. */
export interface ScriptedBytes {
  readonly body: string | Buffer;
  /** 200 by default. */
  readonly httpStatus?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What was asked for is done, and the text of its answer changed after it was signed. */
export interface ScriptedEdit {
  readonly edit: (text: string) => string;
}

/** What was asked for is done, and its answer struck on the way. */
export interface ScriptedFault {
  readonly fault: Fault;
}

/** What was asked for is done at once, and its answer sets out that many milliseconds later. */
export interface ScriptedDelay {
  readonly delay: number;
}

/** The answers that are still to be given, first in, first out, for each service by itself. */
export interface Script {
  add(service: SimulatorService, answer: ScriptedAnswer): void;
  next(service: SimulatorService): ScriptedAnswer | undefined;
  forget(): void;
}

export function keepScript(): Script {
  const queues = new Map<SimulatorService, ScriptedAnswer[]>();
  return {
    add: (service, answer) => {
      queues.set(service, [...(queues.get(service) ?? []), answer]);
    },
    next: (service) => queues.get(service)?.shift(),
    forget: () => {
      queues.clear();
    },
  };
}
