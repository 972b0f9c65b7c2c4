import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';

export function send({ httpStatus, body, headers }: Answer, response: ServerResponse): void {
  response.statusCode = httpStatus;
  for (const [name, value] of Object.entries({ 'content-type': 'application/json', ...headers })) {
    response.setHeader(name, value);
  }
  response.end(body);
}

/** Acts after a while, in milliseconds, unless the connection has ended by then. */
export function later(response: ServerResponse, delay: number, act: () => void): void {
  const timer = setTimeout(act, delay);
  response.once('close', () => {
    clearTimeout(timer);
  });
}
