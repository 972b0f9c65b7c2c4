import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { IyzicoService } from './endpoints.js';
import { QuotaExhausted } from './errors.js';

/** Calls a minute that iyzico allows, by service; what is left out is not known. */
export type Quotas = Readonly<Partial<Record<IyzicoService, number>>>;

/** Seconds of iyzico's own window. */
const WINDOW = 60;
/** The part of a service's quota that is kept for ending sessions: a shopper who logs out must not find it used up. */
const RESERVED = 0.1;
/** Where a session is ended by its checkout form the payment is read first; other reads need leave nothing over. */
const READ_TO_EXPIRE: IyzicoService = 'retrieve-payment';

/** Keeps calls within what iyzico allows, so that it need not refuse them. */
export interface QuotaGuard {
  /** Takes one call out of the quota. @throws IyzicoUnavailable `quota` where there is none left, and when there will be */
  take(service: IyzicoService, purpose: CallPurpose): Promise<void>;
  /** Sends nothing more to a service for a while: iyzico said that it had enough. */
  close(service: IyzicoService, seconds: number | null): void;
}

/** What a call is for: ending a session may draw on the reserve. */
export type CallPurpose = 'read' | 'expiry';

/** @param rest seconds that a service is left alone after it said that it had enough, where it did not say for how long */
export function createQuotaGuard(quotas: Quotas, rest: number): QuotaGuard {
  const closedUntil = new Map<IyzicoService, number>();
  const limits = new Map(
    Object.entries(quotas).map(([service, quota]) => {
      const reserve = service === READ_TO_EXPIRE ? Math.min(quota, Math.max(1, Math.round(quota * RESERVED))) : 0;
      return [service, { open: limiter(quota - reserve), reserve: limiter(reserve) }];
    }),
  );

  return {
    async take(service, purpose) {
      const closed = ((closedUntil.get(service) ?? 0) - performance.now()) / 1000;
      if (closed > 0) throw new QuotaExhausted(service, closed);
      const limit = limits.get(service);
      if (limit === undefined) return;
      let wait = await secondsToWait(limit.open);
      if (wait > 0 && purpose === 'expiry') wait = Math.min(wait, await secondsToWait(limit.reserve));
      if (wait > 0) throw new QuotaExhausted(service, wait);
    },
    close(service, seconds) {
      const until = performance.now() + (seconds ?? rest) * 1000;
      // Refusals of calls at once do not shorten one another's.
      closedUntil.set(service, Math.max(until, closedUntil.get(service) ?? 0));
    },
  };
}

function limiter(points: number): RateLimiterAbstract {
  return new RateLimiterMemory({ points, duration: WINDOW });
}

async function secondsToWait(limit: RateLimiterAbstract): Promise<number> {
  if (limit.points === 0) return WINDOW;
  try {
    await limit.consume('calls');
    return 0;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.max(1, refusal.msBeforeNext / 1000);
  }
}
