import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * A network between a client and a port of this machine. It has a delay in each direction, and can be cut.
 * @param {number} target the port
 * @param {number} delay milliseconds
 * @returns {Promise<{ readonly port: number, cut(): void, mend(): void, close(): void }>}
 */
export async function startNetworkProxy(target, delay = 0) {
  const sockets = new Set();
  let isCut = false;
  const passOn = (from, to) => {
    sockets.add(from);
    if (isCut) from.pause();
    from.on('data', (data) => setTimeout(() => to.write(data), delay));
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    passOn(client, upstream);
    passOn(upstream, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    /** From now on nothing arrives, in either direction. */
    cut() {
      isCut = true;
      for (const socket of sockets) socket.pause();
    },
    mend() {
      isCut = false;
      for (const socket of sockets) socket.resume();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
