import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Passes all on to another port of this machine, and back, so many milliseconds later. */
export interface DelayProxy {
  readonly port: number;
  close(): void;
}

export async function startDelayProxy(target: number, milliseconds: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  const passOn = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (data) => setTimeout(() => to.write(data), milliseconds));
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
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
