import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Notifies once when a request is finished, and whether its whole answer was sent. A request that waits behind another
 * one on the same connection is finished when the connection closes: Node then emits `close` only for the reply that is
 * being sent, so the socket is watched too.
 */
export function onFinished(
  { raw: { socket } }: FastifyRequest,
  { raw }: FastifyReply,
  notify: (isAnswered: boolean) => void,
): void {
  let isFinished = false;
  const finish = () => {
    // When a connection closes, reply and socket can both emit before either listener is removed.
    if (isFinished) return;
    isFinished = true;
    raw.off('close', finish);
    socket.off('close', finish);
    notify(raw.writableFinished);
  };
  raw.once('close', finish);
  socket.once('close', finish);
}
