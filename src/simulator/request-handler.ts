import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { admit, type Arrival } from './admission.js';
import type { World } from './answers/answering.js';
import { answerGenuinely } from './answers/genuine.js';
import { answerByScript } from './answers/scripted.js';
import { guideText } from './guide.js';
import type { CallLog } from './memory/call-log.js';
import type { Script } from './memory/script.js';
import { type Answer, refusal } from './wire/answer.js';
import type { Keys } from './wire/authorization.js';
import { readBody } from './wire/body.js';
import { deliver, type Delivery } from './wire/delivery.js';
import { echoOf } from './wire/echo.js';
import { send } from './wire/sending.js';
import { serviceAt } from './wire/service.js';

/** Everything that lies behind the door of one simulator. */
export interface SimulatorState {
  readonly keys: Keys;
  readonly world: World;
  readonly log: CallLog;
  readonly script: Script;
}

export function createRequestHandler(state: SimulatorState): RequestListener {
  return (request, response) => {
    receive(request, response, state).catch((error: unknown) => {
      // Either the caller left while it was still sending, and nobody is there to answer, or a scripted edit threw.
      const body = `The simulator could not answer: ${String(error)}\n`;
      if (!response.headersSent) send({ httpStatus: 500, body, headers: { 'content-type': 'text/plain' } }, response);
    });
  };
}

async function receive(request: IncomingMessage, response: ServerResponse, state: SimulatorState): Promise<void> {
  const [path = '/'] = (request.url ?? '/').split('?');
  const service = serviceAt(path);
  const body = await readBody(request);
  if (service && request.method === 'POST') {
    const { headers } = request;
    state.log.record({ service, path, headers: flat(headers), body: body.bytes.toString('utf8') }, response);
    deliver(answerArrival({ service, path, headers, body }, state), response);
  } else if (service) {
    send({ ...outsideServices(405, 'This address takes POST only.'), headers: { allow: 'POST' } }, response);
  } else if (path === '/' && request.method === 'GET') {
    send({ httpStatus: 200, body: guideText }, response);
  } else {
    send(outsideServices(404, 'There is no service at this address. GET / tells what there is.'), response);
  }
}

// A call that is turned away leaves the script as it was: what was scripted is for a call that got so far.
function answerArrival(arrival: Arrival, { keys, world, script }: SimulatorState): Delivery {
  const admission = admit(arrival, keys);
  if ('refused' in admission) return { answer: admission.refused };
  const answering = { call: admission.call, world };
  const scripted = script.next(arrival.service);
  return scripted ? answerByScript(scripted, answering) : answerGenuinely(answering);
}

function outsideServices(httpStatus: number, errorMessage: string): Answer {
  const english = echoOf(new Map([['locale', 'en']]));
  return refusal({ httpStatus, opening: { status: 'failure', errorCode: '11', errorMessage } }, english);
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
