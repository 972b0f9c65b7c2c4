import type { Context } from '../../graphql/index.js';
import type { RequestRecord } from '../http/request-record.js';

/** What a request brings along: what its resolvers need, its own name, and what became known of it on the way. */
export interface RequestContext extends Context {
  readonly requestId: string;
  readonly record: RequestRecord;
  /** By the clock of `performance.now`. */
  readonly startedAt: number;
  /** The most calls to iyzico that an operation of this caller may cause. */
  readonly maxIyzicoCalls: number;
  /** The most that this one can, once that is known. */
  calls?: number;
}
