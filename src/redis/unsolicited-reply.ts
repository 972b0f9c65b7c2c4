import DataHandler from 'ioredis/built/DataHandler.js';

type ShiftCommand = (this: object, reply: unknown) => unknown;

/**
 * ioredis 6.0 finds no question for a reply that was never asked for, and says so as an error event; but of a null it
 * fails to say it, and what it throws then ends the process. Only the words that it says it with are mended here.
 */
export function tolerateUnsolicitedReplies(): void {
  const { prototype } = DataHandler.default;
  const shiftCommand = Reflect.get(prototype, 'shiftCommand') as ShiftCommand;
  Reflect.set(prototype, 'shiftCommand', function (this: object, reply: unknown) {
    return Reflect.apply(shiftCommand, this, [reply ?? 'null']);
  });
}

/** Whether an error event says that a reply was never asked for: from then on answers may be another question's. */
export function isUnsolicitedReply({ message }: Error): boolean {
  return message.startsWith('Command queue state error');
}
