#!/usr/bin/env node
// The schema's decorators need it before anything else is loaded.
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { completedBy, readConfig, readDotenv, type Config } from './config/index.js';
import {
  flushTraces,
  mintRequestedToken,
  readCommand,
  startFailureOf,
  startIyzico,
  startMetrics,
  startRedis,
  startupBanner,
  watchForShutdown,
} from './process/index.js';
import { createLog, firstQuery, startServer } from './server/index.js';
import { sampleCheckoutFormToken, startSimulator } from './simulator/index.js';

const log = createLog();

/** Milliseconds in which load balancers notice that the process is not ready any more. */
const NOTICE_MS = 500;
/** Milliseconds that a trace collector may take at the end. With the longest drain that is still less than ten seconds. */
const MAX_FLUSH_MS = 1000;

try {
  const command = readCommand(process.argv.slice(2));
  const config = readConfig(completedBy(process.env, readDotenv()), (path) => readFileSync(path, 'utf8'));
  if (command.name === 'start') await start(config);
  else process.stdout.write(`${await mintRequestedToken(config.authentication, command.request)}\n`);
} catch (error) {
  process.stderr.write(`${startFailureOf(error, log)}\n`);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  const shutdown = watchForShutdown(log);
  const account = config.account ?? (await simulatedAccount());
  const { metrics, server: metricsServer } = (await startMetrics(config.metrics)) ?? {};
  const redis = startRedis(config.redisUrl, account, { log, metrics });
  const iyzico = startIyzico(config, account, { log, metrics, redis });
  // Only the simulator has a payment that anybody may ask for.
  const variables = { checkoutFormToken: config.account ? '' : sampleCheckoutFormToken };
  const explorer = config.explorer === 'off' ? 'off' : { variables };
  await redis?.ready();
  const server = await startServer(
    { ...config, explorer, loopbackHostsOnly: config.isOpenToAnybody },
    { iyzico, log, listener: metrics?.server, sharedRateLimit: redis?.rateLimit },
  );
  shutdown.closeWith(async () => {
    await server.close({ notice: NOTICE_MS });
    iyzico.close();
    await Promise.all([redis?.close(), flushTraces(MAX_FLUSH_MS)]);
    // Last, so that the shutdown is visible in the metrics too.
    await metricsServer?.close();
  });

  if (config.isOpenToAnybody)
    log.warn('AUTH=none: any program on this machine can read every payment and end sessions');
  const canTry = config.account === null && config.authentication === 'none' && config.trustedDocuments === null;
  // Last: a reader takes the process for started from here on, and may stop it.
  process.stdout.write(
    startupBanner({
      url: server.url,
      explorer: explorer !== 'off',
      metrics: metricsServer?.url,
      iyzico: account,
      callers: callersOf(config),
      example: canTry ? { document: firstQuery, variables } : undefined,
    }),
  );
}

function callersOf({ authentication, isOpenToAnybody }: Config) {
  return authentication !== 'none' ? 'authenticated' : isOpenToAnybody ? 'anybody here' : 'anybody';
}

/** The built-in simulator, on a port of its own: every call is still signed and sent over real HTTP. */
async function simulatedAccount() {
  const { url, apiKey, secretKey } = await startSimulator();
  return { kind: 'simulator', baseUrl: url, apiKey, secretKey } as const;
}
