import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rememberAccessTokens } from './memory/access-tokens.js';
import { keepCallLog, type SimulatorCall } from './memory/call-log.js';
import { rememberEndedSessions } from './memory/ended-sessions.js';
import { keepScript, type ScriptedAnswer } from './memory/script.js';
import { createRequestHandler } from './request-handler.js';
import type { SimulatorService } from './wire/service.js';

export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  readonly apiKey?: string;
  readonly secretKey?: string;
  /** How long an access token is good, in milliseconds: five minutes by default, as at iyzico. */
  readonly accessTokenLifetime?: number;
}

/** A running simulator. */
export interface Simulator {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly apiKey: string;
  readonly secretKey: string;
  /** The latest 10,000 calls, oldest first, those with a bad signature too. The list is live: it grows with each call. */
  readonly calls: readonly SimulatorCall[];
  /** The most calls that were being answered at one moment, since the start or the last `forget()`. */
  readonly peakInFlight: number;
  /** Scripts the answer to the next admitted call of a service; several are given one by one, in their order. */
  answerNext(service: SimulatorService, answer: ScriptedAnswer): void;
  /** Back to how it was at its start: no calls, nothing scripted, no session ended, no access token sold. */
  forget(): void;
  /** Ends every connection, answered or not; resolves when the port is free. */
  close(): Promise<void>;
}

/** Starts an iyzico of our own on a real port. Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', accessTokenLifetime = 300_000 } = options;
  const { apiKey = 'sandbox-simulator-api-key', secretKey = 'sandbox-simulator-secret-key' } = options;
  const endedSessions = rememberEndedSessions();
  const accessTokens = rememberAccessTokens(accessTokenLifetime);
  const [log, script] = [keepCallLog(), keepScript()];
  const world = { secretKey, endedSessions, accessTokens };
  const server = createServer(createRequestHandler({ keys: { apiKey, secretKey }, world, log, script }));
  // An idle connection is never dropped, so that no call is sent into one that is just being closed.
  server.keepAliveTimeout = 0;
  await listen(server, port, host);
  return {
    url: urlOf(server),
    apiKey,
    secretKey,
    calls: log.calls,
    get peakInFlight() {
      return log.peakInFlight();
    },
    answerNext: (service, answer) => {
      script.add(service, answer);
    },
    forget: () => {
      for (const memory of [log, script, endedSessions, accessTokens]) memory.forget();
    },
    close: () => close(server),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

// Closing twice is no mistake: the second time there is nothing left to do.
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
