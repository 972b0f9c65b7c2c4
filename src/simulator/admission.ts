import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './wire/answer.js';
import { authorizationFault, type Keys } from './wire/authorization.js';
import { type Body, readFields } from './wire/body.js';
import type { Call } from './wire/call.js';
import { echoOf } from './wire/echo.js';
import type { FailureCode } from './wire/failure.js';
import { refuse } from './wire/refuse.js';
import { services, type SimulatorService } from './wire/service.js';

/** A request to one of the services, of which nothing has been checked. */
export interface Arrival {
  readonly service: SimulatorService;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
}

/** Either the call, fit to be answered, or why it is turned away. */
export type Admission = { readonly call: Call } | { readonly refused: Answer };

export function admit({ service, path, headers, body }: Arrival, keys: Keys): Admission {
  const fields = body.tooLong ? undefined : readFields(body.bytes);
  const caller = { service, echo: echoOf(fields) };
  if (body.tooLong) return { refused: { ...refuse(caller, '11'), httpStatus: 413 } };

  const fault = authorizationFault({ headers, path, body: body.bytes }, keys);
  if (fault) return { refused: refuse(caller, fault) };
  if (!fields) return { refused: refuse(caller, '11') };
  const missing = missingKey(service, fields);
  if (missing) return { refused: refuse(caller, missing) };
  const accessToken = headers['access-token'];
  return { call: { ...caller, fields, accessToken: typeof accessToken === 'string' ? accessToken : undefined } };
}

function missingKey(service: SimulatorService, fields: ReadonlyMap<string, string>): FailureCode | undefined {
  const missing = services[service].keys.find((alternatives) => !alternatives.some((name) => fields.get(name)));
  if (!missing) return undefined;
  return missing.includes('checkoutFormToken') ? '5132' : '11';
}
