// The schema's decorators need it before anything else is loaded.
import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { announcement } from './announcement.js';
import { completedBy, readConfig } from './config.js';
import { createIyzico } from './iyzico/index.js';
import { createLog, firstQuery, startServer, traceOf } from './server/index.js';
import { ConfigurationError, type Environment } from './setting-reader.js';
import { sampleCheckoutFormToken, startSimulator } from './simulator/index.js';

const log = createLog();

try {
  await main();
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const config = readConfig(completedBy(process.env, dotenv()));
  const account = config.account ?? (await simulatedAccount());

  const iyzico = createIyzico({
    ...account,
    signaturePolicy: config.signaturePolicy,
    timeout: config.iyzicoTimeout,
    onDrift: (service, field) => {
      log.warn("iyzico's answer drifts from its contract", { service, field });
    },
  });
  // Only the simulator is known to have a payment that anybody may ask for.
  const variables = { checkoutFormToken: config.account ? '' : sampleCheckoutFormToken };
  const explorer = config.explorer === 'off' ? 'off' : { variables };
  const server = await startServer({ ...config, explorer }, { iyzico, log });
  closeOnSignal(async () => {
    await server.close();
    iyzico.close();
  });

  // Last, because whoever reads it takes the process for started, and may end it.
  process.stdout.write(
    announcement({
      url: server.url,
      explorer: explorer !== 'off',
      iyzico: account,
      example: config.account ? undefined : { document: firstQuery, variables },
    }),
  );
}

/** An iyzico of our own on a port of its own: everything goes over real, signed HTTP all the same. */
async function simulatedAccount() {
  const { url, apiKey, secretKey } = await startSimulator();
  return { kind: 'simulator', baseUrl: url, apiKey, secretKey } as const;
}

/** `.env` beside the process, for those who keep their settings there. */
function dotenv(): Environment {
  return existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
}

function closeOnSignal(close: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void close().then(() => process.exit(0));
    });
  }
}

/** What a person at the terminal can act on. */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The port is taken: set PORT to a free one.';
  }
  log.error('start failed', traceOf(error));
  return 'The server could not start.';
}
