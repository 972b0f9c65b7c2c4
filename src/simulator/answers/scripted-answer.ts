import type { ScriptedAnswer, ScriptedFailure } from '../memory/script.js';
import { type Answer, writeFailure } from '../wire/answer.js';
import type { Call } from '../wire/call.js';
import type { Delivery } from '../wire/delivery.js';
import { type FailureDefinition, failures, isFailureCode } from '../wire/failure.js';
import { services } from '../wire/service.js';
import { answerCall } from './answer-call.js';
import type { AnswerContext } from './answer-context.js';

/** Answers a call with the answer that was scripted for it. */
export function answerFromScript(scripted: ScriptedAnswer, context: AnswerContext): Delivery {
  if ('errorCode' in scripted) return { answer: answerScriptedFailure(scripted, context.call) };
  if ('body' in scripted) return { answer: { httpStatus: 200, ...scripted } };
  const delivery = answerCall(context);
  if ('edit' in scripted) {
    const body = scripted.edit(delivery.answer.body.toString());
    return { ...delivery, answer: { ...delivery.answer, body } };
  }
  return { ...delivery, ...scripted };
}

function answerScriptedFailure(scripted: ScriptedFailure, { service, echo }: Call): Answer {
  const { status = 'failure', errorCode } = scripted;
  const code = String(errorCode);
  const known: FailureDefinition | undefined = isFailureCode(code) ? failures[code] : undefined;
  const error = {
    status,
    errorCode,
    errorMessage: scripted.errorMessage ?? known?.[echo.language] ?? failures['11'][echo.language],
    errorGroup: scripted.errorGroup ?? known?.errorGroup,
  };
  const usualStatus =
    typeof status === 'number' ? status : (known?.gateway?.httpStatus ?? services[service].failureStatus);
  return writeFailure({ httpStatus: scripted.httpStatus ?? usualStatus, error }, echo);
}
