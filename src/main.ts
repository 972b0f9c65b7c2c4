#!/usr/bin/env node
// The schema's decorators need it before anything else is loaded.
import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { announcement } from './announcement.js';
import { readCommand, UsageError } from './command-line.js';
import { completedBy, ConfigurationError, readConfig, type Config, type Environment } from './config/index.js';
import { watchForEnd } from './end.js';
import { flushTraces } from './flush-traces.js';
import { createIyzico, createOpaqueId, type IyzicoSettings } from './iyzico/index.js';
import { createMetrics, startMetricsServer, type Metrics, type MetricsServer } from './metrics/index.js';
import { connectRedis, type Redis } from './redis/index.js';
import { createLog, firstQuery, mintToken, startServer, traceOf, type TokenRequest } from './server/index.js';
import { sampleCheckoutFormToken, startSimulator } from './simulator/index.js';

const log = createLog();

/** Milliseconds in which balancers hear that the process is not ready any more. */
const NOTICE = 500;
/** Milliseconds that a collector of traces is waited for at the end; with the longest drain still less than ten seconds. */
const LONGEST_FLUSH = 1000;

/** What the operating system says to an address that cannot be listened on, by its own codes, and whose setting it is. */
const listenMistakes: Readonly<Record<string, (whose: 'METRICS_' | '') => string>> = {
  EADDRINUSE: (whose) => `The port is taken: set ${whose}PORT to a free one.`,
  EACCES: (whose) => `The port may not be listened on: set ${whose}PORT to one above 1023.`,
  EADDRNOTAVAIL: (whose) => `${whose}HOST is no address of this machine.`,
  ENOTFOUND: (whose) => `${whose}HOST is no address of this machine.`,
};

try {
  const command = readCommand(process.argv.slice(2));
  const config = readConfig(completedBy(process.env, dotenv()), (path) => readFileSync(path, 'utf8'));
  await (command.name === 'token' ? printToken(config, command.request) : start(config));
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  const { authentication, isOpenToAnybody } = config;
  const end = watchForEnd(log);
  const account = config.account ?? (await simulatedAccount());
  const metrics = config.metrics && createMetrics();
  const metricsServer = metrics && (await openMetrics(config.metrics, metrics));
  const redis = config.redisUrl === null ? null : openRedis(config.redisUrl, account, metrics);
  const iyzico = createIyzico({
    ...metrics?.iyzico,
    ...account,
    sharedQuota: redis?.quota,
    accessTokenStore: redis?.accessTokens,
    signaturePolicy: config.signaturePolicy,
    timeout: config.iyzicoTimeout,
    deadline: config.operationTimeout,
    quotas: config.quotas,
    keepReadsFor: config.keepReadsFor,
    onCall: (call) => {
      log.info('iyzico called', call);
      metrics?.iyzico.onCall(call);
    },
    onDrift: (service, field, kind) => {
      log.warn("iyzico's answer drifts from its contract", { service, field, reason: kind });
      metrics?.iyzico.onDrift(service, field, kind);
    },
  });
  metrics?.watchQuotas(() => iyzico.quotaState());
  // Only the simulator is known to have a payment that anybody may ask for.
  const variables = { checkoutFormToken: config.account ? '' : sampleCheckoutFormToken };
  const explorer = config.explorer === 'off' ? 'off' : { variables };
  const server = await startServer(
    { ...config, explorer, loopbackHostsOnly: isOpenToAnybody },
    { iyzico, log, listener: metrics?.server, sharedRateLimit: redis?.rateLimit },
  );
  end.closeBy(async () => {
    await server.close({ notice: NOTICE });
    iyzico.close();
    await Promise.all([redis?.close(), flushTraces(LONGEST_FLUSH)]);
    // Last, so that the end is to be seen as well.
    await metricsServer?.close();
  });

  if (isOpenToAnybody) log.warn('AUTH=none: whatever runs on this machine may ask for every payment');
  const canTry = config.account === null && authentication === 'none' && config.trustedDocuments === null;
  // Last, because whoever reads it takes the process for started, and may end it.
  process.stdout.write(
    announcement({
      url: server.url,
      explorer: explorer !== 'off',
      metrics: metricsServer?.url,
      iyzico: account,
      callers: authentication !== 'none' ? 'authenticated' : isOpenToAnybody ? 'anybody here' : 'anybody',
      example: canTry ? { document: firstQuery, variables } : undefined,
    }),
  );
}

type Account = Pick<IyzicoSettings, 'baseUrl' | 'apiKey' | 'secretKey'>;

/** What the processes of one account keep together. */
function openRedis(url: string, account: Account, listener: Metrics | null): Redis {
  const nameOf = createOpaqueId(account.secretKey);
  listener?.onRedis(false);
  return connectRedis({
    url,
    namespace: nameOf(`${account.baseUrl} ${account.apiKey}`),
    nameOf,
    onRefusal: (code) => {
      log.warn('redis refuses what it is asked', { reason: code });
    },
    onState: (isUp) => {
      listener?.onRedis(isUp);
      if (isUp) log.info('redis is there');
      else log.warn('redis is away: each process goes by its own counts');
    },
  });
}

/** @throws ConfigurationError where its address cannot be listened on */
async function openMetrics(address: NonNullable<Config['metrics']>, metrics: Metrics): Promise<MetricsServer> {
  try {
    return await startMetricsServer(address, metrics);
  } catch (error) {
    const mistake = listenMistakeOf(error, 'METRICS_');
    throw mistake === undefined ? error : new ConfigurationError([mistake]);
  }
}

/** An iyzico of our own on a port of its own: everything goes over real, signed HTTP all the same. */
async function simulatedAccount() {
  const { url, apiKey, secretKey } = await startSimulator();
  return { kind: 'simulator', baseUrl: url, apiKey, secretKey } as const;
}

async function printToken({ authentication }: Config, request: TokenRequest): Promise<void> {
  if (authentication === 'none' || !('secrets' in authentication.keys)) {
    throw new UsageError('Minting a token needs AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE.');
  }
  const [secret = ''] = authentication.keys.secrets;
  if (request.checkoutFormTokens && request.ttl > authentication.maxTtl) {
    throw new UsageError(`A shopper's token lives ${authentication.maxTtl} seconds at most (AUTH_MAX_TTL).`);
  }
  process.stdout.write(`${await mintToken(authentication, secret, request)}\n`);
}

/** `.env` beside the process, for those who keep their settings there. */
function dotenv(): Environment {
  return existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
}

/** What a person at the terminal can act on. */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof UsageError) return error.message;
  const known = listenMistakeOf(error, '');
  if (known !== undefined) return known;
  log.error('start failed', traceOf(error));
  return 'The server could not start.';
}

function listenMistakeOf(error: unknown, whose: 'METRICS_' | ''): string | undefined {
  return error instanceof Error && 'code' in error ? listenMistakes[String(error.code)]?.(whose) : undefined;
}
