import type { Echo } from './echo.js';
import { type JsonObject, writeJson } from './exact-json.js';

/** An answer that is ready to be sent. */
export interface Answer {
  readonly httpStatus: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Refusal {
  readonly httpStatus: number;
  /** What stands before the envelope's other members: status, errorCode, errorMessage, errorGroup. */
  readonly opening: JsonObject;
  /** What the failure tells beyond that, such as the payment that was declined. */
  readonly details?: JsonObject | undefined;
}

export function success(fields: JsonObject, echo: Echo): Answer {
  const body = { status: 'success', ...envelope(echo), ...fields };
  return { httpStatus: 200, body: writeJson(body, echo.indented) };
}

export function refusal({ httpStatus, opening, details }: Refusal, echo: Echo): Answer {
  const body = { ...opening, ...envelope(echo), ...details };
  return { httpStatus, body: writeJson(body, echo.indented) };
}

function envelope({ locale, conversationId }: Echo): JsonObject {
  return { locale, systemTime: Date.now(), conversationId };
}
