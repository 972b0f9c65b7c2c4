import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { admit, type Arrival } from './admission.js';
import { answerCall } from './answers/answer-call.js';
import type { World } from './answers/answer-context.js';
import { answerFromScript } from './answers/scripted-answer.js';
import { answerClockRequest, CLOCK_PATH } from './clock-route.js';
import { guideText } from './guide.js';
import type { CallLog } from './memory/call-log.js';
import type { Clock } from './memory/clock.js';
import type { Script } from './memory/script.js';
import { type Answer, writeFailure } from './wire/answer.js';
import type { Keys } from './wire/authorization.js';
import { readBody } from './wire/body.js';
import { deliver, type Delivery } from './wire/delivery.js';
import { echoOf } from './wire/echo.js';
import { send } from './wire/send.js';
import { findService } from './wire/service.js';

/** The state of one simulator. */
export interface SimulatorState {
  readonly keys: Keys;
  readonly world: World;
  readonly clock: Clock;
  readonly log: CallLog;
  readonly script: Script;
}

export function createRequestHandler(state: SimulatorState): RequestListener {
  return (request, response) => {
    handle(request, response, state).catch((error: unknown) => {
      // Either the client disconnected while it was sending, and no answer can reach it, or a scripted edit threw.
      const body = `The simulator could not answer: ${String(error)}\n`;
      if (!response.headersSent) send({ httpStatus: 500, body, headers: { 'content-type': 'text/plain' } }, response);
    });
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, state: SimulatorState): Promise<void> {
  const [path = '/'] = (request.url ?? '/').split('?');
  const service = findService(path);
  const body = await readBody(request);
  if (service && request.method === 'POST') {
    const { headers } = request;
    state.log.record({ service, path, headers: flatten(headers), body: body.bytes.toString('utf8') }, response);
    deliver(answerArrival({ service, time: state.clock.now(), path, headers, body }, state), response);
  } else if (service) {
    const refusal = httpFailure(405, 'This path accepts POST only.', state.clock);
    send({ ...refusal, headers: { allow: 'POST' } }, response);
  } else if (path === CLOCK_PATH) {
    send(answerClockRequest(request, body, state.clock), response);
  } else if (path === '/' && request.method === 'GET') {
    send({ httpStatus: 200, body: guideText }, response);
  } else {
    send(httpFailure(404, 'There is no service at this path. GET / lists the services.', state.clock), response);
  }
}

// A refused request leaves the script unchanged: scripted answers are for admitted calls.
function answerArrival(arrival: Arrival, { keys, world, script }: SimulatorState): Delivery {
  const admission = admit(arrival, keys);
  if ('refusal' in admission) return { answer: admission.refusal };
  const context = { call: admission.call, world };
  const scripted = script.next(arrival.service);
  return scripted ? answerFromScript(scripted, context) : answerCall(context);
}

/** A failure of a request that reaches no service. */
function httpFailure(httpStatus: number, errorMessage: string, clock: Clock): Answer {
  const english = echoOf(clock.now(), new Map([['locale', 'en']]));
  return writeFailure({ httpStatus, error: { status: 'failure', errorCode: '11', errorMessage } }, english);
}

function flatten(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
