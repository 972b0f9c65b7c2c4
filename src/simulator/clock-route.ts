import type { IncomingMessage } from 'node:http';
import { type Clock, isClockTime } from './memory/clock.js';
import type { Answer } from './wire/answer.js';
import { type Body, parseJson } from './wire/body.js';

/** The path of the simulator's clock. iyzico has no such path. */
export const CLOCK_PATH = '/clock';

/** Answers the clock's time to GET, and moves the clock at PUT. */
export function answerClockRequest({ method, headers }: IncomingMessage, body: Body, clock: Clock): Answer {
  if (method === 'GET') return answerTime(clock);
  if (method !== 'PUT') return { ...refuse(405, 'This path accepts GET and PUT.'), headers: { allow: 'GET, PUT' } };
  // Browsers add this header to every PUT of a web page. Pages must not change what the next caller gets.
  if (headers.origin !== undefined) return refuse(403, 'Web pages cannot move the clock.');
  const time = readTime(body, clock);
  if (!isClockTime(time)) return refuse(400, `${clockUsage} The time must be from 2020 to 2099.`);
  clock.set(time);
  return answerTime(clock);
}

/** How to move the clock. */
export const clockUsage =
  'Send {"advanceSeconds":1800} to move the clock forward, or {"time":"2030-01-31T12:00:00Z"} to set it.';

/** Epoch milliseconds; `NaN` if the body names no time, or names it in both ways. */
function readTime({ bytes }: Body, clock: Clock): number {
  const parsed = parseJson(bytes);
  const members: [string, unknown][] = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
  const [name, value] = members[0] ?? [];
  if (members.length > 1) return NaN;
  if (name === 'time' && typeof value === 'string' && isoTime.test(value)) return Date.parse(value);
  return name === 'advanceSeconds' && typeof value === 'number' ? clock.now() + value * 1_000 : NaN;
}

/** ISO 8601 with a time zone. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

function answerTime(clock: Clock): Answer {
  return { httpStatus: 200, body: `${JSON.stringify({ time: new Date(clock.now()).toISOString() })}\n` };
}

function refuse(httpStatus: number, message: string): Answer {
  return { httpStatus, body: `${JSON.stringify({ message })}\n` };
}
