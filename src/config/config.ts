import { isIP } from 'node:net';
import { parse } from 'graphql';
import {
  serviceNames,
  transports,
  type Locale,
  type Quota,
  type SignaturePolicy,
  type Transport,
} from '../iyzico/index.js';
import {
  logLevels,
  type AuthenticationSettings,
  type LogLevel,
  type Manifest,
  type RateLimitSetting,
} from '../server/index.js';
import { readAuthentication } from './authentication.js';
import { readAccount, type IyzicoAccount } from './iyzico-account.js';
import { readRedisUrl } from './redis-url.js';
import { SettingReader, type Environment } from './setting-reader.js';
import { unknownSettingsIn, type UnknownSetting } from './unknown-settings.js';

/** The settings of the process, read once at its start. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** The address of the metrics server; `null` for none. */
  readonly metrics: { readonly port: number; readonly host: string } | null;
  /** The least important level that is logged. */
  readonly logLevel: LogLevel;
  readonly locale: Locale;
  readonly introspection: boolean;
  readonly explorer: 'sandbox' | 'off';
  readonly iyzicoSignature: SignaturePolicy | undefined;
  /** The HTTP library that sends the calls to iyzico. */
  readonly iyzicoTransport: Transport;
  /** The most milliseconds that one attempt of an iyzico call may take. */
  readonly iyzicoTimeoutMs: number;
  /** The most milliseconds that a whole operation may take. */
  readonly operationTimeoutMs: number;
  /** Calls per minute that iyzico allows, by service. */
  readonly iyzicoQuota: Quota;
  /** Lifetime of the read cache, in milliseconds. */
  readonly readCacheMs: number;
  /** The most iyzico calls that one operation may cause. */
  readonly maxIyzicoCalls: number;
  /** The most iyzico calls that one checkout form's shopper may cause in a minute, with all tokens together. */
  readonly shopperCallsPerMinute: number;
  /** Requests per minute of a shopper, by checkout forms, or of an unauthenticated caller's address. */
  readonly rateLimit: RateLimitSetting;
  /** Requests per minute of a token of the merchant's systems. */
  readonly rateLimitSystems: RateLimitSetting;
  /** The Redis that the merchant's processes share; `null` if each process counts separately. */
  readonly redisUrl: string | null;
  /** `null` if the simulator replaces iyzico. */
  readonly account: IyzicoAccount | null;
  /** Whether the simulator answers with `NODE_ENV=production`, because a setting says so. */
  readonly isSimulatedInProduction: boolean;
  readonly authentication: AuthenticationSettings;
  /** Whether the merchant's own keys are used and authentication is off: then only this machine may send requests. */
  readonly isOpenToAnybody: boolean;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: readonly string[];
  /** The only documents that may run; `null` if any may. */
  readonly trustedDocuments: Manifest | null;
  readonly unknownSettings: readonly UnknownSetting[];
}

const RATE_RANGE = { from: 1, to: 1_000_000 };

/**
 * Reads the settings, without side effects.
 * @param readFile returns the content of a file that a setting names
 * @throws ConfigurationError with all mistakes at once
 */
export function readConfig(environment: Environment, readFile: (path: string) => string): Config {
  const settings = new SettingReader(environment, readFile);
  const isDevelopment = settings.text('NODE_ENV')?.toLowerCase() !== 'production';
  const account = readAccount(settings, isDevelopment);
  const hasOwnKeys = account !== null;
  const authentication = readAuthentication(settings, hasOwnKeys);

  const port = settings.wholeNumber('PORT', { from: 0, to: 65_535 }) ?? 4000;
  const config: Omit<Config, 'unknownSettings'> = {
    port,
    host: settings.text('HOST') ?? '127.0.0.1',
    metrics: readMetrics(settings, port),
    logLevel: settings.choice('LOG_LEVEL', logLevels) ?? 'info',
    locale: settings.choice('IYZICO_LOCALE', ['tr', 'en']) === 'en' ? 'EN' : 'TR',
    introspection: settings.onOff('INTROSPECTION') ?? isDevelopment,
    explorer: settings.choice('EXPLORER', ['sandbox', 'off']) ?? (isDevelopment ? 'sandbox' : 'off'),
    iyzicoSignature: settings.choice('IYZICO_SIGNATURE', ['report', 'enforce', 'require']),
    iyzicoTransport: settings.choice('IYZICO_TRANSPORT', transports) ?? 'got',
    iyzicoTimeoutMs: settings.wholeNumber('IYZICO_TIMEOUT_MS', { from: 100, to: 60_000 }) ?? 3000,
    operationTimeoutMs: settings.wholeNumber('OPERATION_TIMEOUT_MS', { from: 100, to: 60_000 }) ?? 8000,
    iyzicoQuota: readQuotas(settings),
    readCacheMs: settings.wholeNumber('READ_CACHE_MS', { from: 0, to: 60_000 }) ?? 0,
    maxIyzicoCalls: settings.wholeNumber('MAX_IYZICO_CALLS', { from: 1, to: 1000 }) ?? 60,
    shopperCallsPerMinute: settings.wholeNumber('SHOPPER_CALLS_PER_MINUTE', { from: 1, to: 100_000 }) ?? 20,
    rateLimit: settings.wholeNumberOrOff('RATE_LIMIT', RATE_RANGE) ?? 1200,
    rateLimitSystems: settings.wholeNumberOrOff('RATE_LIMIT_SYSTEMS', RATE_RANGE) ?? 'off',
    redisUrl: readRedisUrl(settings),
    account,
    isSimulatedInProduction: account === null && !isDevelopment,
    authentication,
    isOpenToAnybody: hasOwnKeys && authentication === 'none',
    corsOrigins: settings.list('CORS_ORIGINS', isOrigin, 'origins such as https://shop.example'),
    trustProxy: settings.list('TRUST_PROXY', isNetwork, 'addresses or networks such as 10.0.0.0/8'),
    trustedDocuments: readManifest(settings),
  };
  settings.finish();
  return { ...config, unknownSettings: unknownSettingsIn(environment, settings.known) };
}

/** Fills the settings that are unset or empty in `environment` from `fallback`. Those that are empty in both stay empty. */
export function completedBy(environment: Environment, fallback: Environment): Environment {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  return { ...environment, ...fallback, ...Object.fromEntries(set) };
}

function readMetrics(settings: SettingReader, graphqlPort: number): Config['metrics'] {
  const port = settings.wholeNumber('METRICS_PORT', { from: 0, to: 65_535 });
  const host = settings.text('METRICS_HOST');
  if (port === undefined && host !== undefined) settings.mistake('METRICS_HOST needs METRICS_PORT');
  if (port !== undefined && port > 0 && port === graphqlPort) settings.mistake('METRICS_PORT must differ from PORT');
  return port === undefined ? null : { port, host: host ?? '127.0.0.1' };
}

/** Documents by key, as the client preset writes them. */
function readManifest(settings: SettingReader): Manifest | null {
  const text = settings.file('TRUSTED_DOCUMENTS');
  if (text === undefined) return null;
  const manifest = parseJson(text);
  if (isManifest(manifest)) return manifest;
  settings.mistake('TRUSTED_DOCUMENTS must name a JSON object of keys and GraphQL documents');
  return null;
}

/** Calls per minute by service, such as `payment-detail=50,retrieve-payment=1000`. */
function readQuotas(settings: SettingReader): Quota {
  const entries = settings.list(
    'IYZICO_QUOTA',
    isQuota,
    `service=calls, with services out of ${serviceNames.join(', ')}`,
  );
  return Object.fromEntries<number>(
    entries.map((entry) => [entry.replace(/=.*/, ''), Number(entry.replace(/.*=/, ''))]),
  );
}

function isQuota(entry: string): boolean {
  const [, service, calls] = /^([a-z\d-]+)=([1-9]\d{0,6})$/.exec(entry) ?? [];
  return calls !== undefined && serviceNames.some((name) => name === service);
}

/** The origin of a web page, as browsers send it. `*`, `null` and patterns are refused, because other pages match too. */
function isOrigin(text: string): boolean {
  return (
    !text.includes('*') &&
    URL.canParse(text) &&
    /^https?:$/.test(new URL(text).protocol) &&
    new URL(text).origin === text
  );
}

/** An address, or a network with a prefix of at least one bit: an empty prefix would trust every client. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function isManifest(value: unknown): value is Manifest {
  const documents: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return documents.length > 0 && documents.every(isDocument);
}

function isDocument(text: unknown): text is string {
  try {
    return typeof text === 'string' && parse(text).definitions.length > 0;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
