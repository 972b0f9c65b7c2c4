import type { Echo } from './echo.js';
import type { SimulatorService } from './service.js';

/** A request whose signature and required fields were found right. */
export interface Call {
  readonly service: SimulatorService;
  readonly fields: ReadonlyMap<string, string>;
  /** The `access-token` header. */
  readonly accessToken: string | undefined;
  readonly echo: Echo;
}

/** The value of a field; empty when it is missing, which names nothing. */
export function fieldOf(call: Call, name: string): string {
  return call.fields.get(name) ?? '';
}
