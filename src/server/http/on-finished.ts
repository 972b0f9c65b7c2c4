import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Tells once when a request is over, and whether its answer went out whole. A request that waits behind another one on
 * the same connection is over with the connection: Node tells of that only to the one that is being answered.
 */
export function onFinished(
  { raw: { socket } }: FastifyRequest,
  { raw }: FastifyReply,
  notify: (isAnswered: boolean) => void,
): void {
  let isOver = false;
  const over = () => {
    // The end of a connection is told to both in one breath.
    if (isOver) return;
    isOver = true;
    raw.off('close', over);
    socket.off('close', over);
    notify(raw.writableFinished);
  };
  raw.once('close', over);
  socket.once('close', over);
}
