import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Progress } from './transport-failure.js';

/** How far a request got, as far as its connection shows. */
export class RequestProgress implements Progress {
  #request: ClientRequest | null = null;
  #bytesReadBefore = 0;
  #mayBeSent = false;

  /** Follows a request. @param onUpgrade called where the host answers 101 and would speak another protocol */
  follow(request: ClientRequest, onUpgrade: () => void): void {
    this.#request = request;
    request.once('socket', (socket) => {
      this.#bytesReadBefore = socket.bytesRead;
      onConnected(socket, () => {
        this.#mayBeSent = true;
      });
    });
    request.once('upgrade', (_, socket) => {
      socket.destroy();
      onUpgrade();
    });
  }

  get mayBeSent(): boolean {
    return this.#mayBeSent;
  }

  get isUnansweredOnReuse(): boolean {
    if (this.#request === null) return false;
    return this.#request.reusedSocket && this.#request.socket?.bytesRead === this.#bytesReadBefore;
  }
}

/** Over https a connection can carry a request after the TLS handshake, in which the certificate is checked. */
function onConnected(socket: Socket, listener: () => void): void {
  // Where the system gives no descriptor, the socket ends before it connects.
  if (socket.destroyed) return;
  if (!socket.connecting) listener();
  else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', listener);
}
