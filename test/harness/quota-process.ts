import { ServiceQuota } from '../../src/iyzico/policy/service-quota.js';
import type { ConnectionSettings, RedisConnection } from '../../src/redis/connection.js';
import { createSharedQuota } from '../../src/redis/quota.js';

/** One of several processes of a merchant, as far as it keeps to a quota. */
export class QuotaProcess {
  readonly connection: RedisConnection;
  readonly quota: ServiceQuota;
  /** When it made calls, by the clock of `performance.now`. */
  readonly calls: number[] = [];
  /** Whether Redis was up for it, in order. */
  readonly states: boolean[] = [];
  /** When it took Redis for lost; `Infinity` while it does not. */
  lostAt = Infinity;

  constructor(
    quota: number,
    connect: (settings: Pick<ConnectionSettings, 'namespace' | 'onState'>) => RedisConnection,
  ) {
    this.connection = connect({
      namespace: 'merchant',
      onState: (isUp) => {
        this.states.push(isUp);
        this.lostAt = isUp ? Infinity : performance.now();
      },
    });
    this.quota = new ServiceQuota('payment-detail', quota, createSharedQuota(this.connection));
  }

  /** Makes a call where the quota lets it. */
  async call(): Promise<void> {
    if ((await this.quota.reserve(Infinity)) === 0) this.calls.push(performance.now());
  }
}
