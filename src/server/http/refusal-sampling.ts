import type { ErrorCode } from '../../graphql/index.js';
import type { Log, LogFields } from './log.js';

/** So many lines of one event and code are logged in each window. */
const MAX_LINES = 10;
const WINDOW_MS = 1000;

/** Outcomes of operations that this server refused, so that many of them may come fast. */
const refusedOutcomes: ReadonlySet<string> = new Set<ErrorCode>([
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'LIMIT_EXCEEDED',
  'OPERATION_NOT_ALLOWED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'OVERLOADED',
]);

export interface RefusalSampling {
  /** The log, in which lines of refusals are sampled. All other lines are logged. */
  readonly log: Log;
  /** Logs how many lines were left out, and ends the sampling. */
  stop(): void;
}

/**
 * Samples the lines of refusals, so that no caller can fill the disk: of each event and code ten lines a second are
 * logged, and then one line with the number of the others.
 */
export function sampleRefusals(log: Log): RefusalSampling {
  const counts = new Map<string, { lines: number; readonly summarize: (suppressed: number) => void }>();
  const summarize = () => {
    for (const { lines, summarize } of counts.values()) if (lines > MAX_LINES) summarize(lines - MAX_LINES);
    counts.clear();
  };
  const timer = setInterval(summarize, WINDOW_MS).unref();
  const info: Log['info'] = (event, fields = {}) => {
    const kind = kindOf(event, fields);
    if (kind !== undefined) {
      const key = JSON.stringify([event, kind]);
      const count = counts.get(key) ?? {
        lines: 0,
        summarize: (suppressed) => {
          log.info(event, { ...kind, suppressed });
        },
      };
      count.lines += 1;
      counts.set(key, count);
      if (count.lines > MAX_LINES) return;
    }
    log.info(event, fields);
  };
  return {
    log: { ...log, info },
    stop() {
      clearInterval(timer);
      summarize();
    },
  };
}

/** What lines of refusals are counted by; `undefined` for any other line. */
function kindOf(event: string, { code, outcome }: LogFields): LogFields | undefined {
  if (event === 'request refused') return code === undefined ? {} : { code };
  if (event === 'origin refused') return {};
  return event === 'operation answered' && outcome !== undefined && refusedOutcomes.has(outcome)
    ? { outcome }
    : undefined;
}
