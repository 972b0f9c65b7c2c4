import type { Context } from '../../graphql/index.js';
import type { RequestRecord } from '../http/request-record.js';

/** The context of a request: what its resolvers need, and what the server's plugins record about it. */
export interface RequestContext extends Context {
  readonly requestId: string;
  readonly record: RequestRecord;
  /** The `sub` of the caller's token. */
  readonly subject: string | null;
  /** The `jti` of the caller's token. */
  readonly tokenId: string | null;
  /** A time of `performance.now()`. */
  readonly startedAt: number;
  /** The most iyzico calls that an operation of this caller may cause. */
  readonly maxIyzicoCalls: number;
  /** The most iyzico calls that this operation can cause; set when the operation is admitted. */
  calls?: number;
}
