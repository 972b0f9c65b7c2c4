import type { Echo } from './echo.js';
import { type JsonObject, writeJson } from './exact-json.js';

/** A complete HTTP answer, before any fault is applied. */
export interface Answer {
  readonly httpStatus: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FailureEnvelope {
  readonly httpStatus: number;
  /** The first members of the body: status, errorCode, errorMessage, errorGroup. */
  readonly error: JsonObject;
  /** Members after the envelope, such as those of a declined payment. */
  readonly details?: JsonObject | undefined;
}

export function writeSuccess(fields: JsonObject, echo: Echo): Answer {
  const body = { status: 'success', ...envelope(echo), ...fields };
  return { httpStatus: 200, body: writeJson(body, echo.indented) };
}

export function writeFailure({ httpStatus, error, details }: FailureEnvelope, echo: Echo): Answer {
  const body = { ...error, ...envelope(echo), ...details };
  return { httpStatus, body: writeJson(body, echo.indented) };
}

function envelope({ locale, systemTime, conversationId }: Echo): JsonObject {
  return { locale, systemTime, conversationId };
}
