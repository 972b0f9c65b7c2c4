// The schema's decorators need it before anything else is loaded.
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { Config } from './config/index.js';
import {
  flushTraces,
  openLineOutput,
  readVersion,
  startIyzico,
  startMetrics,
  startRedis,
  startupBanner,
  watchForShutdown,
} from './process/index.js';
import { createOpaqueId, loadTransport } from './iyzico/index.js';
import type { ProcessFacts } from './metrics/index.js';
import { firstQuery, startServer, type Log, type Server } from './server/index.js';
import { runCommand, type Invocation, type Prepared } from './command.js';
import type { Signals } from './signals.js';

/** Milliseconds in which load balancers notice that the process is not ready any more. */
const NOTICE_MS = 500;
/** Milliseconds that a trace collector may take at the end. With the longest drain that is still less than ten seconds. */
const MAX_FLUSH_MS = 1000;

/** Runs the command `start`. What the settings do not switch on is not loaded. */
export function run({ signals, ...invocation }: Invocation & { readonly signals: Signals }): Promise<void> {
  return runCommand(invocation, (prepared) => start(prepared, signals));
}

async function start({ config, log, standardError }: Prepared, signals: Signals): Promise<void> {
  const version = readVersion((path) => readFileSync(path, 'utf8'));
  const shutdown = watchForShutdown(signals, log);
  log.info('starting', { version });
  warnOf(config, log);
  const connected = await connect(config, { version, droppedLogLines: standardError.dropped }, log);
  const { account, iyzico, metrics, metricsServer, redis } = connected;
  // Only the simulator has a payment that anybody may ask for.
  const variables = { checkoutFormToken: 'sampleCheckoutFormToken' in account ? account.sampleCheckoutFormToken : '' };
  const explorer = config.explorer === 'off' ? 'off' : { variables };
  const server = await startServer(
    { ...config, version, explorer, loopbackHostsOnly: config.isOpenToAnybody },
    {
      iyzico,
      log,
      listener: metrics?.server,
      sharedRateLimit: redis?.rateLimit,
      opaqueId: createOpaqueId(account.secretKey),
    },
  );
  shutdown.closeWith(() => close(server, connected));

  const callers = callersOf(config);
  log.info('ready', { version, url: server.url, account: account.kind, callers, redis: redis !== null });
  const canTry = config.account === null && config.authentication === 'none' && config.trustedDocuments === null;
  // Last: a reader takes the process for started from here on, and may stop it.
  openLineOutput(1).write(
    startupBanner({
      url: server.url,
      explorer: explorer !== 'off',
      metrics: metricsServer?.url,
      iyzico: account,
      callers,
      example: canTry ? { document: firstQuery, variables } : undefined,
    }),
  );
}

type Connected = Awaited<ReturnType<typeof connect>>;

/** Starts what the server needs: the client of iyzico, and where the settings say so the simulator, metrics and Redis. */
async function connect(config: Config, facts: Omit<ProcessFacts, 'isSimulatedInProduction'>, log: Log) {
  const account = config.account ?? (await simulatedAccount());
  const { isSimulatedInProduction } = config;
  const { metrics, server: metricsServer } =
    (await startMetrics(config.metrics, { ...facts, isSimulatedInProduction })) ?? {};
  const redis = await startRedis(config.redisUrl, account, { log, metrics });
  const iyzico = startIyzico(config, account, { log, metrics, redis });
  await Promise.all([redis?.ready(), loadTransport(config.iyzicoTransport)]);
  return { account, metrics, metricsServer, redis, iyzico };
}

/** @returns whether all requests in progress were answered */
async function close(server: Server, { iyzico, redis, metricsServer }: Connected): Promise<boolean> {
  const isDrained = await server.close({ notice: NOTICE_MS });
  iyzico.close();
  await Promise.all([redis?.close(), flushTraces(MAX_FLUSH_MS)]);
  // Last, so that the shutdown is visible in the metrics too.
  await metricsServer?.close();
  return isDrained;
}

/** Warns of settings that are safe for a trial only, and of names that are no settings. */
function warnOf({ isOpenToAnybody, isSimulatedInProduction, unknownSettings }: Config, log: Log): void {
  for (const { name, nearest } of unknownSettings) {
    log.warn('unknown setting', { setting: name, ...(nearest !== undefined && { nearest }) });
  }
  if (isOpenToAnybody) log.warn('AUTH=none: every program on this machine can read all payments and end sessions');
  if (isSimulatedInProduction) log.warn('IYZICO_SIMULATOR=on in production: all payments are made up');
}

function callersOf({ authentication, isOpenToAnybody }: Config) {
  return authentication !== 'none' ? 'authenticated' : isOpenToAnybody ? 'anybody here' : 'anybody';
}

/** The built-in simulator, on a port of its own: every call is still signed and sent over real HTTP. */
async function simulatedAccount() {
  const { startSimulator, sampleCheckoutFormToken } = await import('./simulator/index.js');
  const { url, apiKey, secretKey } = await startSimulator();
  return { kind: 'simulator', baseUrl: url, apiKey, secretKey, sampleCheckoutFormToken } as const;
}
