#!/usr/bin/env node
// The schema's decorators need it before anything else is loaded.
import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { announcement } from './announcement.js';
import { readCommand, UsageError } from './command-line.js';
import { completedBy, ConfigurationError, readConfig, type Config, type Environment } from './config/index.js';
import { watchForEnd } from './end.js';
import { createIyzico, createOpaqueId, type IyzicoSettings } from './iyzico/index.js';
import { connectRedis, type Redis } from './redis/index.js';
import { createLog, firstQuery, mintToken, startServer, traceOf, type TokenRequest } from './server/index.js';
import { sampleCheckoutFormToken, startSimulator } from './simulator/index.js';

const log = createLog();

/** Milliseconds in which balancers hear that the process is not ready any more. */
const NOTICE = 500;

/** What the operating system says to an address that cannot be listened on, by its own codes. */
const listenMistakes: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is taken: set PORT to a free one.',
  EACCES: 'The port may not be listened on: set PORT to one above 1023.',
  EADDRNOTAVAIL: 'HOST is no address of this machine.',
  ENOTFOUND: 'HOST is no address of this machine.',
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
  const redis = config.redisUrl === null ? null : openRedis(config.redisUrl, account);
  const iyzico = createIyzico({
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
    },
    onDrift: (service, field) => {
      log.warn("iyzico's answer drifts from its contract", { service, field });
    },
  });
  // Only the simulator is known to have a payment that anybody may ask for.
  const variables = { checkoutFormToken: config.account ? '' : sampleCheckoutFormToken };
  const explorer = config.explorer === 'off' ? 'off' : { variables };
  const server = await startServer(
    { ...config, explorer, loopbackHostsOnly: isOpenToAnybody },
    { iyzico, log, sharedRateLimit: redis?.rateLimit },
  );
  end.closeBy(async () => {
    await server.close({ notice: NOTICE });
    iyzico.close();
    await redis?.close();
  });

  if (isOpenToAnybody) log.warn('AUTH=none: whatever runs on this machine may ask for every payment');
  const canTry = config.account === null && authentication === 'none' && config.trustedDocuments === null;
  // Last, because whoever reads it takes the process for started, and may end it.
  process.stdout.write(
    announcement({
      url: server.url,
      explorer: explorer !== 'off',
      iyzico: account,
      callers: authentication !== 'none' ? 'authenticated' : isOpenToAnybody ? 'anybody here' : 'anybody',
      example: canTry ? { document: firstQuery, variables } : undefined,
    }),
  );
}

/** What the processes of one account keep together. */
function openRedis(url: string, account: Pick<IyzicoSettings, 'baseUrl' | 'apiKey' | 'secretKey'>): Redis {
  const nameOf = createOpaqueId(account.secretKey);
  return connectRedis({
    url,
    namespace: nameOf(`${account.baseUrl} ${account.apiKey}`),
    nameOf,
    onState: (isUp) => {
      if (isUp) log.info('redis is there');
      else log.warn('redis is away: each process goes by its own counts');
    },
  });
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
  const known = error instanceof Error && 'code' in error ? listenMistakes[String(error.code)] : undefined;
  if (known !== undefined) return known;
  log.error('start failed', traceOf(error));
  return 'The server could not start.';
}
