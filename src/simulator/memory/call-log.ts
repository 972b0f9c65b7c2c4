import type { ServerResponse } from 'node:http';
import type { SimulatorService } from '../wire/service.js';

/** A call as it was received, whether it was answered or refused. */
export interface SimulatorCall {
  readonly service: SimulatorService;
  /** Without the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As received; of a body over the limit, the part that fitted. */
  readonly body: string;
}

export interface CallLog {
  /** The latest calls, oldest first. */
  readonly calls: readonly SimulatorCall[];
  /** The most calls that were being answered at one moment. */
  peakInFlight(): number;
  /** A call counts as being answered until its response has ended, however it ends. */
  record(call: SimulatorCall, response: ServerResponse): void;
  forget(): void;
}

/** How many calls are kept. */
const capacity = 10_000;

export function keepCallLog(): CallLog {
  const calls: SimulatorCall[] = [];
  let [inFlight, peak] = [0, 0];
  return {
    calls,
    peakInFlight: () => peak,
    record: (call, response) => {
      calls.push(call);
      if (calls.length > capacity) calls.shift();
      peak = Math.max(peak, ++inFlight);
      response.once('close', () => {
        inFlight -= 1;
      });
    },
    forget: () => {
      calls.length = 0;
      peak = inFlight;
    },
  };
}
