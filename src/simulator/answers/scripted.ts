import type { ScriptedAnswer, ScriptedFailure } from '../memory/script.js';
import { type Answer, refusal } from '../wire/answer.js';
import type { Call } from '../wire/call.js';
import type { Delivery } from '../wire/delivery.js';
import { type FailureFacts, failures, isFailureCode } from '../wire/failure.js';
import { services } from '../wire/service.js';
import type { Answering } from './answering.js';
import { answerGenuinely } from './genuine.js';

/** What a call gets when an answer was scripted for it. */
export function answerByScript(scripted: ScriptedAnswer, answering: Answering): Delivery {
  if ('errorCode' in scripted) return { answer: scriptedFailure(scripted, answering.call) };
  if ('body' in scripted) return { answer: { httpStatus: 200, ...scripted } };
  const genuine = answerGenuinely(answering);
  if ('edit' in scripted) {
    const body = scripted.edit(genuine.answer.body.toString());
    return { ...genuine, answer: { ...genuine.answer, body } };
  }
  return { ...genuine, ...scripted };
}

function scriptedFailure(scripted: ScriptedFailure, { service, echo }: Call): Answer {
  const { status = 'failure', errorCode } = scripted;
  const code = String(errorCode);
  const known: FailureFacts | undefined = isFailureCode(code) ? failures[code] : undefined;
  const opening = {
    status,
    errorCode,
    errorMessage: scripted.errorMessage ?? known?.[echo.language] ?? failures['11'][echo.language],
    errorGroup: scripted.errorGroup ?? known?.errorGroup,
  };
  const usualStatus =
    typeof status === 'number' ? status : (known?.gateway?.httpStatus ?? services[service].refusesUnder);
  return refusal({ httpStatus: scripted.httpStatus ?? usualStatus, opening }, echo);
}
