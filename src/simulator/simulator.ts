import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { World } from './answers/answer-context.js';
import { rememberAccessTokens } from './memory/access-tokens.js';
import { createPaymentLookup } from './payments/payment-lookup.js';
import { keepCallLog, type SimulatorCall } from './memory/call-log.js';
import { type Clock, keepClock } from './memory/clock.js';
import { rememberForms } from './memory/forms.js';
import { rememberEndedSessions } from './memory/ended-sessions.js';
import { keepScript, type ScriptedAnswer } from './memory/script.js';
import { createRequestHandler } from './request-handler.js';
import type { SimulatorService } from './wire/service.js';

export interface SimulatorOptions {
  /** Default: 0, any free port. */
  readonly port?: number;
  /** Default: `127.0.0.1`. */
  readonly host?: string;
  readonly apiKey?: string;
  readonly secretKey?: string;
  /** The lifetime of an access token, in milliseconds. Default: five minutes, as at iyzico. */
  readonly accessTokenLifetime?: number;
  /** The time of the simulator's clock at the start, from 2020 to 2099. Default: the time of this machine. */
  readonly startTime?: Date;
}

/** A running simulator. */
export interface Simulator {
  /** The base URL, without a trailing slash. */
  readonly url: string;
  readonly apiKey: string;
  readonly secretKey: string;
  /** The latest 10,000 calls, oldest first, including refused ones. The list is live: each call is added to it. */
  readonly calls: readonly SimulatorCall[];
  /** The maximum number of calls in flight at once since the start or the last `forget()`. */
  readonly peakInFlight: number;
  /** Scripts the answer to the service's next admitted call. Several scripted answers are used in order, one a call. */
  answerNext(service: SimulatorService, answer: ScriptedAnswer): void;
  /** The time of the simulator's clock. Times in answers, access tokens, forms and cards go by this clock. */
  now(): Date;
  /**
   * Moves the clock, forward or back. It runs on from there.
   *
   * @throws a RangeError if the time is not from 2020 to 2099
   */
  setTime(time: Date): void;
  /** Moves the clock forward by this many milliseconds, or back by a negative number. Throws as `setTime` does. */
  advanceTime(milliseconds: number): void;
  /** Resets the simulator: no calls, scripts, open forms, ended sessions or access tokens; the clock as at the start. */
  forget(): void;
  /** Closes every connection, even before its answer. Resolves when the port is free. */
  close(): Promise<void>;
}

/** Starts a simulator of iyzico on a real port. Rejects when the port is in use. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', accessTokenLifetime = 300_000 } = options;
  const { apiKey = 'sandbox-simulator-api-key', secretKey = 'sandbox-simulator-secret-key' } = options;
  const clock = keepClock(options.startTime?.getTime());
  const { world, memories } = createWorld(secretKey, clock, accessTokenLifetime);
  const [log, script] = [keepCallLog(), keepScript()];
  const server = createServer(createRequestHandler({ keys: { apiKey, secretKey }, world, clock, log, script }));
  // Idle connections are never closed, so that no client sends a call on a connection that is closing.
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
    now: () => new Date(clock.now()),
    setTime: (time) => {
      clock.set(time.getTime());
    },
    advanceTime: (milliseconds) => {
      clock.set(clock.now() + milliseconds);
    },
    forget: () => {
      for (const memory of [log, script, clock, ...memories]) memory.forget();
    },
    close: () => close(server),
  };
}

function createWorld(secretKey: string, clock: Clock, accessTokenLifetime: number) {
  const forms = rememberForms(clock);
  const endedSessions = rememberEndedSessions(clock);
  const accessTokens = rememberAccessTokens(clock, accessTokenLifetime);
  const world: World = { secretKey, payments: createPaymentLookup(clock, forms), endedSessions, accessTokens };
  return { world, memories: [forms, endedSessions, accessTokens] };
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

// Closing a closed server reports an error, which is ignored so that `close()` may be called twice.
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
