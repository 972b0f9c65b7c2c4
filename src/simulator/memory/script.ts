import type { Fault } from '../wire/fault.js';
import type { SimulatorService } from '../wire/service.js';

/** Replaces or changes the answer to a service's next admitted call. */
export type ScriptedAnswer = ScriptedFailure | ScriptedBytes | ScriptedEdit | ScriptedFault | ScriptedDelay;

/** Answers this failure. The operation is not performed. */
export interface ScriptedFailure {
  readonly errorCode: string | number;
  /** Default: the usual message of a known code. */
  readonly errorMessage?: string;
  /** Default: the usual group of a known code. */
  readonly errorGroup?: string;
  /** Default: `failure`. */
  readonly status?: string | number;
  /** Default: a numeric `status`, otherwise the usual HTTP status of failures of the service. */
  readonly httpStatus?: number;
}

/** Answers exactly these bytes. The operation is not performed. */
export interface ScriptedBytes {
  readonly body: string | Buffer;
  /** Default: 200. */
  readonly httpStatus?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Performs the operation, and changes the text of its answer after it was signed. */
export interface ScriptedEdit {
  readonly edit: (text: string) => string;
}

/** Performs the operation, and sends its answer with a fault. */
export interface ScriptedFault {
  readonly fault: Fault;
}

/** Performs the operation at once, and sends its answer after this many milliseconds. */
export interface ScriptedDelay {
  readonly delay: number;
}

/** The scripted answers that are not used yet: one queue per service, first in, first out. */
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
