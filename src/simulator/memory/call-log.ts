import type { ServerResponse } from 'node:http';
import type { SimulatorService } from '../wire/service.js';

/** A call as received, whether it was admitted or refused. */
export interface SimulatorCall {
  readonly service: SimulatorService;
  /** Without the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As received; of a body over the limit, the part within it. */
  readonly body: string;
}

export interface CallLog {
  /** The latest calls, oldest first. */
  readonly calls: readonly SimulatorCall[];
  /** The maximum number of calls in flight at once. */
  peakInFlight(): number;
  /** The call counts as in flight until its response has closed, for any reason. */
  record(call: SimulatorCall, response: ServerResponse): void;
  forget(): void;
}

const MAX_LOGGED_CALLS = 10_000;

export function keepCallLog(): CallLog {
  const calls: SimulatorCall[] = [];
  let [inFlight, peak] = [0, 0];
  return {
    calls,
    peakInFlight: () => peak,
    record: (call, response) => {
      calls.push(call);
      if (calls.length > MAX_LOGGED_CALLS) calls.shift();
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
