import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import { type Fault, faults } from './fault.js';
import { runAfterDelay, send } from './send.js';

/** An answer, and how it is sent. */
export interface Delivery {
  readonly answer: Answer;
  readonly fault?: Fault | undefined;
  /** Milliseconds before sending starts. */
  readonly delay?: number;
}

export function deliver({ answer, fault, delay = 0 }: Delivery, response: ServerResponse): void {
  const start = (): void => {
    if (fault) faults[fault].send(answer, response);
    else send(answer, response);
  };
  if (delay > 0) runAfterDelay(response, delay, start);
  else start();
}
