import DataHandler from 'ioredis/built/DataHandler.js';

type ShiftCommand = (this: object, reply: unknown) => unknown;

/**
 * ioredis 6.0 emits an error event for a reply without a command. For a null reply, building that event throws, and the
 * exception ends the process. This patch replaces such a null by text, so that the event is emitted.
 */
export function tolerateUnsolicitedReplies(): void {
  const { prototype } = DataHandler.default;
  const shiftCommand = Reflect.get(prototype, 'shiftCommand') as ShiftCommand;
  Reflect.set(prototype, 'shiftCommand', function (this: object, reply: unknown) {
    return Reflect.apply(shiftCommand, this, [reply ?? 'null']);
  });
}

/** Whether an error event reports a reply without a command. Later replies may then belong to other commands. */
export function isUnsolicitedReply({ message }: Error): boolean {
  return message.startsWith('Command queue state error');
}
