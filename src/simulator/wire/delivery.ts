import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import { type Fault, faults } from './fault.js';
import { later, send } from './sending.js';

/** An answer, and what becomes of it on its way. */
export interface Delivery {
  readonly answer: Answer;
  readonly fault?: Fault | undefined;
  /** How late it sets out, in milliseconds. */
  readonly delay?: number;
}

export function deliver({ answer, fault, delay = 0 }: Delivery, response: ServerResponse): void {
  const start = (): void => {
    if (fault) faults[fault].strike(answer, response);
    else send(answer, response);
  };
  if (delay > 0) later(response, delay, start);
  else start();
}
