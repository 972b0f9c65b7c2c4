import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallAccount, Caller, LookupMisses } from '../graphql/index.js';
import type { CallOptions, Iyzico, Locale } from '../iyzico/index.js';
import { createLoaders } from '../loaders/index.js';
import type { Authenticated } from './access/authenticated.js';
import type { CallBudgets } from './access/call-budget.js';
import { originOf } from './access/caller-name.js';
import type { LookupLimit } from './access/lookup-limit.js';
import type { RequestContext } from './apollo/request-context.js';
import { createLocaleOf } from './http/accept-language.js';
import { recordOf } from './http/request-record.js';
import type { ServerListener } from './http/server-listener.js';
import type { OperationDeadlines } from './lifecycle/operation-deadline.js';
import type { RequestGuard } from './request-guard.js';

export interface RequestContextSettings {
  /** The language of iyzico calls whose request names none. */
  readonly locale: Locale;
  /** The most iyzico calls that one operation may cause. */
  readonly maxIyzicoCalls: number;
}

export interface RequestContextParts {
  readonly iyzico: Iyzico;
  readonly requestGuard: RequestGuard;
  readonly lookupLimit: LookupLimit;
  readonly deadlines: OperationDeadlines;
  readonly callBudgets: CallBudgets;
  readonly listener: ServerListener;
}

/** A shopper's page needs a payment, its session and its card: three calls. Twice as many are allowed. */
const MAX_SHOPPER_CALLS = 6;
/** Calls that one shopper may have in flight: a page needs three, and five slow shoppers do not fill a service. */
const MAX_SHOPPER_CALLS_IN_FLIGHT = 4;

/** Builds the context in which the operation of one request runs. */
export class RequestContextBuilder {
  private readonly localeOf: ReturnType<typeof createLocaleOf>;

  constructor(
    private readonly settings: RequestContextSettings,
    private readonly parts: RequestContextParts,
  ) {
    this.localeOf = createLocaleOf(settings.locale);
  }

  build(request: FastifyRequest, reply: FastifyReply): RequestContext {
    const { iyzico, requestGuard } = this.parts;
    const authenticated = requestGuard.callerOf(request);
    const { caller, callerName, subject, tokenId } = authenticated;
    return {
      requestId: request.id,
      record: recordOf(request),
      startedAt: performance.now(),
      caller,
      subject,
      tokenId,
      lookupMisses: this.lookupMisses(callerName, request.ip),
      maxIyzicoCalls: this.maxIyzicoCalls(caller),
      loaders: createLoaders(iyzico),
      callOptions: this.callOptions(request, reply),
      accountOf: (checkoutFormToken) => this.account(authenticated, originOf(authenticated, checkoutFormToken)),
    };
  }

  private maxIyzicoCalls({ kind }: Caller): number {
    const { maxIyzicoCalls } = this.settings;
    return kind === 'shopper' ? Math.min(MAX_SHOPPER_CALLS, maxIyzicoCalls) : maxIyzicoCalls;
  }

  private callOptions(request: FastifyRequest, reply: FastifyReply): CallOptions {
    return {
      locale: this.localeOf(request.headers['accept-language']),
      conversationId: request.id,
      requestId: request.id,
      deadline: this.parts.deadlines.forRequest(request, reply),
    };
  }

  /** The calls in flight are the shopper's, whatever the forms; the budget is the form's, whatever the tokens. */
  private account(authenticated: Authenticated, origin: string | null): CallAccount {
    if (origin === null) return {};
    const { caller, callerName } = authenticated;
    if (caller.kind !== 'shopper' || callerName === null) return { origin };
    const charge = () => this.parts.callBudgets.charge(origin);
    return { origin, inFlightLimit: { caller: callerName, max: MAX_SHOPPER_CALLS_IN_FLIGHT }, charge };
  }

  /** The caller's count of lookup misses; each miss is reported to the listener too. */
  private lookupMisses(callerName: string | null, address: string): LookupMisses {
    const { lookupLimit, listener } = this.parts;
    const misses = lookupLimit.forCaller({ callerName, address });
    return {
      countMiss() {
        listener.onLookupMiss?.();
        return misses.countMiss();
      },
    };
  }
}
