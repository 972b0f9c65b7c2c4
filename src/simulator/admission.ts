import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './wire/answer.js';
import { authorizationFailure, type Keys } from './wire/authorization.js';
import { type Body, readFields } from './wire/body.js';
import type { Call } from './wire/call.js';
import { echoOf } from './wire/echo.js';
import type { FailureCode } from './wire/failure.js';
import { answerFailure } from './wire/failure-answer.js';
import { services, type SimulatorService } from './wire/service.js';

/** A request to one of the services, before any check. */
export interface Arrival {
  readonly service: SimulatorService;
  /** Epoch milliseconds of the simulator's clock. */
  readonly time: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
}

/** The validated call, or the answer that refuses the request. */
export type Admission = { readonly call: Call } | { readonly refusal: Answer };

/** Checks the length of the body, the signature, the JSON and the required fields, in this order. */
export function admit({ service, time, path, headers, body }: Arrival, keys: Keys): Admission {
  const fields = body.tooLong ? undefined : readFields(body.bytes);
  const caller = { service, echo: echoOf(time, fields) };
  if (body.tooLong) return { refusal: { ...answerFailure(caller, '11'), httpStatus: 413 } };

  const failure = authorizationFailure({ headers, path, body: body.bytes }, keys);
  if (failure) return { refusal: answerFailure(caller, failure) };
  if (!fields) return { refusal: answerFailure(caller, '11') };
  const missing = missingFieldFailure(service, fields);
  if (missing) return { refusal: answerFailure(caller, missing) };
  const accessToken = headers['access-token'];
  return { call: { ...caller, fields, accessToken: typeof accessToken === 'string' ? accessToken : undefined } };
}

function missingFieldFailure(service: SimulatorService, fields: ReadonlyMap<string, string>): FailureCode | undefined {
  const { requiredFields } = services[service];
  const missing = requiredFields.find((alternatives) => !alternatives.some((name) => fields.get(name)));
  if (!missing) return undefined;
  return missing.includes('checkoutFormToken') ? '5132' : '11';
}
