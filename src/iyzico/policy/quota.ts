import { endpoints, serviceNames, type Endpoint, type IyzicoService } from '../wire/endpoints.js';
import { QuotaExhausted } from '../wire/errors.js';
import { ServiceQuota, type SharedQuota } from './service-quota.js';

/** Calls a minute that iyzico allows, by service. A service that is left out has no known quota. */
export type Quota = Readonly<Partial<Record<IyzicoService, number>>>;

/** What may be sent to one service. */
export interface QuotaState {
  readonly service: IyzicoService;
  /** Calls a minute, and how many of them are left; `null` where the quota is not known. */
  readonly quota: { readonly limit: number; readonly left: number } | null;
  /** Seconds for which nothing is sent, because iyzico refused a call of this process; 0 while calls are sent. */
  readonly coolDown: number;
}

/** What a call is for: a write, and a read that a write needs, may use the reserve. */
export type CallPurpose = Endpoint['access'];

export interface QuotaSettings {
  readonly quota: Quota;
  /** Seconds without calls after iyzico refused one for its rate limit, if iyzico did not say how long. */
  readonly coolDown: number;
  readonly shared?: SharedQuota | undefined;
}

/** Keeps calls within iyzico's rate limits. */
export class QuotaGuard {
  readonly #closedUntil = new Map<IyzicoService, number>();
  readonly #quotas = new Map<IyzicoService, ServiceQuota>();

  constructor(readonly settings: QuotaSettings) {
    for (const service of serviceNames) {
      const quota = settings.quota[service];
      if (quota !== undefined) this.#quotas.set(service, new ServiceQuota(service, quota, settings.shared));
    }
  }

  /** Reserves one call. @throws QuotaExhausted with the seconds to wait, if none is left */
  async reserve(service: IyzicoService, purpose: CallPurpose): Promise<void> {
    const wait = this.#coolDown(service) || (await this.#reserve(service, purpose));
    if (wait > 0) throw new QuotaExhausted(service, wait / 1000);
  }

  /** Stops calls to a service for a while, because iyzico refused one for its rate limit. */
  close(service: IyzicoService, seconds: number | null): void {
    const milliseconds = (seconds ?? this.settings.coolDown) * 1000;
    // Concurrent refusals do not shorten one another's wait.
    this.#closedUntil.set(service, performance.now() + Math.max(milliseconds, this.#coolDown(service)));
    if (milliseconds > 0) void this.settings.shared?.close(service, milliseconds);
  }

  state(): Promise<readonly QuotaState[]> {
    const states = serviceNames.map(async (service) => {
      const quota = this.#quotas.get(service);
      const state = quota ? { limit: quota.quota, left: await quota.left() } : null;
      return { service, quota: state, coolDown: this.#coolDown(service) / 1000 };
    });
    return Promise.all(states);
  }

  /** @returns milliseconds to wait */
  async #reserve(service: IyzicoService, purpose: CallPurpose): Promise<number> {
    const quota = this.#quotas.get(service);
    if (quota) return quota.reserve(quota.quota - (purpose === 'read' ? reserveOf(service, quota.quota) : 0));
    // Nothing is counted, but another process may have closed the service.
    return (await this.settings.shared?.reserve(service, { limit: null }))?.waitMs ?? 0;
  }

  #coolDown(service: IyzicoService): number {
    return Math.max(0, (this.#closedUntil.get(service) ?? 0) - performance.now());
  }
}

/** Calls that reads leave to writes: a shopper who logs out must not find the quota used up. */
function reserveOf(service: IyzicoService, quota: number): number {
  const { reservedForWrites = 0 }: Endpoint = endpoints[service];
  return reservedForWrites > 0 ? Math.min(quota - 1, Math.max(1, Math.round(quota * reservedForWrites))) : 0;
}
