import { endpoints, serviceNames, type Endpoint, type IyzicoService } from '../wire/endpoints.js';
import { QuotaExhausted } from '../wire/errors.js';
import { createServiceQuota, type SharedQuota } from './service-quota.js';

/** Calls a minute that iyzico allows, by service; what is left out is not known. */
export type Quotas = Readonly<Partial<Record<IyzicoService, number>>>;

/** Keeps calls within what iyzico allows, so that it need not refuse them. */
export interface QuotaGuard {
  /** Takes one call out of the quota. @throws IyzicoUnavailable `quota` where there is none left, and when there will be */
  take(service: IyzicoService, purpose: CallPurpose): Promise<void>;
  /** Sends nothing more to a service for a while: iyzico said that it had enough. */
  close(service: IyzicoService, seconds: number | null): void;
  /** How things stand with each service. */
  state(): Promise<readonly QuotaState[]>;
}

/** What may be sent to one service. */
export interface QuotaState {
  readonly service: IyzicoService;
  /** Calls a minute, and how many of them are left of the last minute; `null` where the quota is not known. */
  readonly quota: { readonly limit: number; readonly left: number } | null;
  /** Seconds for which nothing is sent, for iyzico told this process that it had enough; 0 while calls are sent. */
  readonly rest: number;
}

/** What a call is for: a write, and a read that a write needs, may use the reserve. */
export type CallPurpose = Endpoint['access'];

export interface QuotaSettings {
  readonly quotas: Quotas;
  /** Seconds that a service is left alone after it said that it had enough, where it did not say for how long. */
  readonly rest: number;
  readonly shared?: SharedQuota | undefined;
}

export function createQuotaGuard({ quotas, rest, shared }: QuotaSettings): QuotaGuard {
  const closedUntil = new Map<string, number>();
  const known = new Map(
    Object.entries(quotas).map(([service, quota]) => [
      service as IyzicoService,
      {
        ofService: createServiceQuota(service, quota, shared),
        mostReads: quota - reserveOf(endpoints[service as IyzicoService], quota),
      },
    ]),
  );

  return {
    async take(service, purpose) {
      refuseFor(service, (closedUntil.get(service) ?? 0) - performance.now());
      const quota = known.get(service);
      const wait = quota
        ? await quota.ofService.take(purpose === 'read' ? quota.mostReads : Infinity)
        : // Nothing is counted, but another process may have been told that the service had enough.
          ((await shared?.take(service, null))?.wait ?? 0);
      refuseFor(service, wait);
    },
    close(service, seconds) {
      const milliseconds = (seconds ?? rest) * 1000;
      // Refusals of calls at once do not shorten one another's.
      closedUntil.set(service, Math.max(performance.now() + milliseconds, closedUntil.get(service) ?? 0));
      if (milliseconds > 0) void shared?.close(service, milliseconds);
    },
    state: () =>
      Promise.all(
        serviceNames.map(async (service) => {
          const limit = quotas[service];
          const left = await known.get(service)?.ofService.left();
          return {
            service,
            quota: limit === undefined || left === undefined ? null : { limit, left },
            rest: Math.max(0, (closedUntil.get(service) ?? 0) - performance.now()) / 1000,
          };
        }),
      ),
  };
}

/** Calls that reads leave to writes: a shopper who logs out must not find the quota used up. */
function reserveOf({ reservedForWrites = 0 }: Endpoint, quota: number): number {
  return reservedForWrites > 0 ? Math.min(quota - 1, Math.max(1, Math.round(quota * reservedForWrites))) : 0;
}

/** @param wait milliseconds */
function refuseFor(service: IyzicoService, wait: number): void {
  if (wait > 0) throw new QuotaExhausted(service, wait / 1000);
}
