import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';

export function send({ httpStatus, body, headers }: Answer, response: ServerResponse): void {
  response.statusCode = httpStatus;
  for (const [name, value] of Object.entries({ 'content-type': 'application/json', ...headers })) {
    response.setHeader(name, value);
  }
  response.end(body);
}

/** Runs the action after `delayMs`, unless the connection has closed by then. */
export function runAfterDelay(response: ServerResponse, delayMs: number, action: () => void): void {
  const timer = setTimeout(action, delayMs);
  response.once('close', () => {
    clearTimeout(timer);
  });
}
