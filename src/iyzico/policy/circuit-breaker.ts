import { CircuitState, type IBreaker } from 'cockatiel';

/** Attempts of the last while, and how they ended. */
interface Outcome {
  readonly at: number;
  readonly failed: boolean;
}

/**
 * Opens a circuit when more than half of at least `fewest` attempts of the last `span` milliseconds failed.
 * The library's own sampling breaker counts windows that are long past when calls are rare.
 */
export function failureRateBreaker({ span, fewest }: { span: number; fewest: number }): IBreaker {
  const outcomes: Outcome[] = [];

  const record = (failed: boolean) => {
    const now = performance.now();
    outcomes.push({ at: now, failed });
    while ((outcomes[0]?.at ?? now) <= now - span) outcomes.shift();
  };
  return {
    state: null,
    success(state) {
      // What was before the circuit opened says nothing of how things are now.
      if (state === CircuitState.HalfOpen) outcomes.length = 0;
      record(false);
    },
    failure(state) {
      record(true);
      const failures = outcomes.filter(({ failed }) => failed).length;
      return state !== CircuitState.Closed || (outcomes.length >= fewest && failures * 2 > outcomes.length);
    },
  };
}
