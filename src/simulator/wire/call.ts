import type { Echo } from './echo.js';
import type { SimulatorService } from './service.js';

/** A request with a valid signature and all required fields. */
export interface Call {
  readonly service: SimulatorService;
  readonly fields: ReadonlyMap<string, string>;
  /** The `access-token` header. */
  readonly accessToken: string | undefined;
  readonly echo: Echo;
}

/** The value of a field, or an empty text when it is missing. No key is empty, so an empty text finds nothing. */
export function fieldOf(call: Call, name: string): string {
  return call.fields.get(name) ?? '';
}
