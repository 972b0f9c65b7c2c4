import { isIP } from 'node:net';
import { parse } from 'graphql';
import { serviceNames, type Locale, type Quotas, type SignaturePolicy } from '../iyzico/index.js';
import type { AuthenticationSettings, Manifest, RateLimitSetting } from '../server/index.js';
import { readAuthentication } from './authentication.js';
import { readAccount, type IyzicoAccount } from './iyzico-account.js';
import { SettingReader, type Environment } from './setting-reader.js';

/** What the process is to do, read once at its start. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where metrics are to be had, on a port of their own; `null` where nowhere. */
  readonly metrics: { readonly port: number; readonly host: string } | null;
  readonly locale: Locale;
  readonly introspection: boolean;
  readonly explorer: 'sandbox' | 'off';
  readonly iyzicoSignature: SignaturePolicy | undefined;
  /** Milliseconds for one attempt of a call to iyzico. */
  readonly iyzicoTimeoutMs: number;
  /** Milliseconds for a whole operation. */
  readonly operationTimeoutMs: number;
  /** Calls a minute that iyzico allows, by service. */
  readonly iyzicoQuota: Quotas;
  /** Milliseconds for which a read that was answered serves who asks the same. */
  readonly readCacheMs: number;
  /** The most calls to iyzico that one operation may cause. */
  readonly maxIyzicoCalls: number;
  /** The most that one shopper's token may cause in a minute. */
  readonly shopperCallsPerMinute: number;
  /** Requests a minute of a shopper's token or a stranger's address, and of a token of the merchant's systems. */
  readonly rateLimit: RateLimitSetting;
  readonly rateLimitSystems: RateLimitSetting;
  /** Where the processes of the merchant keep together what they count; `null` where each is on its own. */
  readonly redisUrl: string | null;
  /** `null` where there is none, and the simulator stands in for iyzico. */
  readonly account: IyzicoAccount | null;
  readonly authentication: AuthenticationSettings;
  /** Whether a live iyzico is open to whoever reaches the port: then only this machine may. */
  readonly isOpenToAnybody: boolean;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: readonly string[];
  /** The only documents that are run; `null` where any is. */
  readonly trustedDocuments: Manifest | null;
}

/**
 * Reads the settings; pure, so that a test can hold it to every one.
 * @param readFile gives the text of a file that a `…_FILE` setting names
 * @throws ConfigurationError with all mistakes at once
 */
export function readConfig(environment: Environment, readFile: (path: string) => string): Config {
  const settings = new SettingReader(environment, readFile);
  const isDevelopment = settings.text('NODE_ENV')?.toLowerCase() !== 'production';
  const account = readAccount(settings, isDevelopment);
  const isLive = account !== null && account.kind !== 'loopback';
  const authentication = readAuthentication(settings, isLive);

  const config: Config = {
    port: settings.wholeNumber('PORT', { from: 0, to: 65_535 }) ?? 4000,
    host: settings.text('HOST') ?? '127.0.0.1',
    metrics: readMetrics(settings),
    locale: settings.choice('IYZICO_LOCALE', ['tr', 'en']) === 'en' ? 'EN' : 'TR',
    introspection: settings.onOff('INTROSPECTION') ?? isDevelopment,
    explorer: settings.choice('EXPLORER', ['sandbox', 'off']) ?? (isDevelopment ? 'sandbox' : 'off'),
    iyzicoSignature: settings.choice('IYZICO_SIGNATURE', ['report', 'enforce', 'require']),
    iyzicoTimeoutMs: settings.wholeNumber('IYZICO_TIMEOUT_MS', { from: 100, to: 60_000 }) ?? 3000,
    operationTimeoutMs: settings.wholeNumber('OPERATION_TIMEOUT_MS', { from: 100, to: 60_000 }) ?? 8000,
    iyzicoQuota: readQuotas(settings),
    readCacheMs: settings.wholeNumber('READ_CACHE_MS', { from: 0, to: 60_000 }) ?? 0,
    maxIyzicoCalls: settings.wholeNumber('MAX_IYZICO_CALLS', { from: 1, to: 1000 }) ?? 60,
    shopperCallsPerMinute: settings.wholeNumber('SHOPPER_CALLS_PER_MINUTE', { from: 1, to: 100_000 }) ?? 20,
    rateLimit: settings.wholeNumberOrOff('RATE_LIMIT', A_RATE) ?? 1200,
    rateLimitSystems: settings.wholeNumberOrOff('RATE_LIMIT_SYSTEMS', A_RATE) ?? 'off',
    redisUrl: readRedisUrl(settings),
    account,
    authentication,
    isOpenToAnybody: isLive && authentication === 'none',
    corsOrigins: settings.list('CORS_ORIGINS', isOrigin, 'origins such as https://shop.example'),
    trustProxy: settings.list('TRUST_PROXY', isNetwork, 'addresses or networks such as 10.0.0.0/8'),
    trustedDocuments: readManifest(settings),
  };
  settings.finish();
  return config;
}

/** An environment completed by what `fallback` sets; a setting that is empty in the environment counts as unset. */
export function completedBy(environment: Environment, fallback: Environment): Environment {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  return { ...fallback, ...Object.fromEntries(set) };
}

function readMetrics(settings: SettingReader): Config['metrics'] {
  const port = settings.wholeNumber('METRICS_PORT', { from: 0, to: 65_535 });
  const host = settings.text('METRICS_HOST');
  if (port === undefined && host !== undefined) settings.mistake('METRICS_HOST needs METRICS_PORT');
  return port === undefined ? null : { port, host: host ?? '127.0.0.1' };
}

/** Keys and documents, as client preset writes them. */
function readManifest(settings: SettingReader): Manifest | null {
  const text = settings.file('TRUSTED_DOCUMENTS');
  if (text === undefined) return null;
  const manifest = parseJson(text);
  const entries = typeof manifest === 'object' && manifest !== null ? Object.entries(manifest) : [];
  if (entries.length > 0 && entries.every(([, document]) => isDocument(document))) return manifest as Manifest;
  settings.mistake('TRUSTED_DOCUMENTS must name a JSON object of keys and GraphQL documents');
  return null;
}

const A_RATE = { from: 1, to: 1_000_000 };

/** May hold a password, and so may stand in a file. */
function readRedisUrl(settings: SettingReader): string | null {
  const text = settings.secret('REDIS_URL');
  if (text === undefined) return null;
  if (!isRedisUrl(text)) {
    settings.mistake('REDIS_URL must be a URL such as redis://127.0.0.1:6379, or rediss:// over TLS');
  }
  return text;
}

/** A host, with a password and the number of a database where it has them. */
function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, username, password } = new URL(text);
  const isReadable = !/%(?![\da-f]{2})/i.test(username + password);
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d{0,3})?$/.test(pathname) && isReadable;
}

/** `payment-detail=50,retrieve-payment=1000`: services of iyzico's, each with the calls a minute that it allows. */
function readQuotas(settings: SettingReader): Quotas {
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
  const [, service, calls] = /^([a-z-]+)=([1-9]\d{0,6})$/.exec(entry) ?? [];
  return calls !== undefined && serviceNames.some((name) => name === service);
}

/** A scheme and a host, as browsers send them: neither `*` nor `null`, which any page can be, nor a pattern of hosts. */
function isOrigin(text: string): boolean {
  return (
    !text.includes('*') &&
    URL.canParse(text) &&
    /^https?:$/.test(new URL(text).protocol) &&
    new URL(text).origin === text
  );
}

/** Of one bit at least: with none it is everybody, which the server does not start with. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
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
