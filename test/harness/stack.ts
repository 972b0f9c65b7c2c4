import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createIyzico, type IyzicoSettings } from '../../src/iyzico/index.js';
import { startServer, type ServerListener, type ServerSettings } from '../../src/server/index.js';
import { startSimulator, type Simulator, type SimulatorService } from '../../src/simulator/index.js';
import { logInto, type LogLine } from './log-lines.js';
import { clientTimeouts } from './client-timeouts.js';
import { transport } from './transport.js';

/** A whole system on loopback: the server under test, connected to a simulator of iyzico over real HTTP. */
export interface Stack {
  readonly url: string;
  readonly simulator: Simulator;
  readonly logLines: readonly LogLine[];
  readonly driftedFields: readonly string[];
  /** Sends a typed document as a client would. */
  execute<R, V>(document: TypedDocumentNode<R, V>, variables: V, headers?: Record<string, string>): Promise<Answer<R>>;
  /** Sends a document as text. */
  send(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer<unknown>>;
  /** The iyzico services called since the stack was started or `simulator.forget()` was called, in order. */
  calledServices(): SimulatorService[];
  close(): Promise<void>;
}

export interface Answer<R> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: R | null | undefined;
  readonly errors: readonly AnswerError[] | undefined;
  readonly extensions: Record<string, unknown> | undefined;
  readonly text: string;
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly retryable: boolean;
    readonly [more: string]: unknown;
  };
}

/** The settings of a development server: no authentication, no rate limit. */
export const openServer: ServerSettings = {
  version: '1.2.3',
  port: 0,
  host: '127.0.0.1',
  locale: 'TR',
  introspection: true,
  explorer: 'off',
  authentication: 'none',
  loopbackHostsOnly: false,
  maxIyzicoCalls: 60,
  operationTimeoutMs: 8000,
  shopperCallsPerMinute: 1_000_000,
  rateLimit: 'off',
  rateLimitSystems: 'off',
  trustedDocuments: null,
  corsOrigins: [],
  trustProxy: [],
};

export interface StackSettings {
  readonly server?: Partial<ServerSettings>;
  readonly iyzico?: Partial<IyzicoSettings>;
  readonly accessTokenLifetime?: number;
  readonly listener?: ServerListener;
  /** Names what audit lines are about. */
  readonly opaqueId?: (secret: string) => string;
}

/** Starts a simulator and a server on free ports. The caller closes the stack. */
export async function startStack(settings: StackSettings = {}): Promise<Stack> {
  const { accessTokenLifetime, listener } = settings;
  const simulator = await startSimulator(accessTokenLifetime === undefined ? {} : { accessTokenLifetime });
  const driftedFields: string[] = [];
  const logLines: LogLine[] = [];
  const log = logInto(logLines);
  const iyzico = createIyzico({
    ...clientOf(simulator),
    onCall: (call) => {
      log.info('iyzico call', call);
    },
    onDrift: ({ service, field }) => driftedFields.push(`${service} ${field}`),
    ...settings.iyzico,
  });
  const server = await startServer(
    { ...openServer, ...settings.server },
    { iyzico, log, listener, opaqueId: settings.opaqueId },
  );

  const send: Stack['send'] = (query, variables, headers) =>
    post(`${server.url}/graphql`, { query, variables }, headers);
  return {
    url: server.url,
    simulator,
    logLines,
    driftedFields,
    execute: <R, V>(document: TypedDocumentNode<R, V>, variables: V, headers?: Record<string, string>) =>
      send(print(document), variables as Record<string, unknown>, headers) as Promise<Answer<R>>,
    send,
    calledServices: () => simulator.calls.map(({ service }) => service),
    async close() {
      await server.close();
      iyzico.close();
      await simulator.close();
    },
  };
}

function clientOf({ url, apiKey, secretKey }: Simulator): Omit<IyzicoSettings, 'onDrift'> {
  return {
    baseUrl: url,
    apiKey,
    secretKey,
    transport,
    ...clientTimeouts,
    // Failures in one test must not open the circuit breaker for the next.
    limits: { minimumAttempts: Infinity },
    coolDownSeconds: 0,
  };
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const { data, errors, extensions } = JSON.parse(text) as Answer<unknown>;
  return { status: response.status, headers: response.headers, data, errors, extensions, text };
}
