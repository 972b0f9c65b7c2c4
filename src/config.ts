import type { Locale, SignaturePolicy } from './iyzico/index.js';
import { SettingReader, type Environment } from './setting-reader.js';

/** What the process is to do, read once at its start. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly locale: Locale;
  readonly introspection: boolean;
  readonly explorer: 'sandbox' | 'off';
  readonly signaturePolicy: SignaturePolicy | undefined;
  /** Milliseconds for one call to iyzico. */
  readonly iyzicoTimeout: number;
  /** `null` where there is none, and the simulator stands in for iyzico. */
  readonly account: IyzicoAccount | null;
}

/** A merchant's account at iyzico. */
export interface IyzicoAccount {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly secretKey: string;
  /** What kind of host that is: in production real money moves. */
  readonly kind: 'production' | 'sandbox' | 'other';
}

const SANDBOX = 'https://sandbox-api.iyzipay.com';
const hostKinds: Readonly<Record<string, IyzicoAccount['kind']>> = {
  'api.iyzipay.com': 'production',
  'sandbox-api.iyzipay.com': 'sandbox',
};

/**
 * Reads the settings; pure, so that a test can hold it to every one.
 * @throws ConfigurationError with all mistakes at once
 */
export function readConfig(environment: Environment): Config {
  const settings = new SettingReader(environment);
  const isDevelopment = settings.text('NODE_ENV') !== 'production';

  const config: Config = {
    port: settings.wholeNumber('PORT', { from: 0, to: 65_535 }) ?? 4000,
    host: settings.text('HOST') ?? '127.0.0.1',
    locale: settings.choice('IYZICO_LOCALE', ['tr', 'en']) === 'en' ? 'EN' : 'TR',
    introspection: onOff(settings, 'INTROSPECTION') ?? isDevelopment,
    explorer: settings.choice('EXPLORER', ['sandbox', 'off']) ?? (isDevelopment ? 'sandbox' : 'off'),
    signaturePolicy: settings.choice('IYZICO_SIGNATURE', ['report', 'enforce', 'require']),
    iyzicoTimeout: settings.wholeNumber('IYZICO_TIMEOUT_MS', { from: 100, to: 60_000 }) ?? 3000,
    account: readAccount(settings, isDevelopment),
  };
  settings.finish();
  return config;
}

/** An environment completed by what `fallback` sets; a setting that is empty in the environment counts as unset. */
export function completedBy(environment: Environment, fallback: Environment): Environment {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  return { ...fallback, ...Object.fromEntries(set) };
}

function readAccount(settings: SettingReader, isDevelopment: boolean): IyzicoAccount | null {
  const simulator = onOff(settings, 'IYZICO_SIMULATOR');
  const apiKey = settings.text('IYZICO_API_KEY');
  const secretKey = settings.text('IYZICO_SECRET_KEY');
  const baseUrl = readBaseUrl(settings);
  const given = ['IYZICO_API_KEY', 'IYZICO_SECRET_KEY', 'IYZICO_BASE_URL'].filter((name) => settings.text(name));

  if (simulator === true) {
    if (given.length > 0) settings.mistake(`IYZICO_SIMULATOR=on contradicts ${given.join(', ')}`);
    return null;
  }
  if (given.length === 0 && simulator === undefined && isDevelopment) return null;

  if (given.length === 0 && simulator === undefined) {
    settings.mistake(
      'IYZICO_API_KEY and IYZICO_SECRET_KEY must be set with NODE_ENV=production (made-up payments need IYZICO_SIMULATOR=on)',
    );
  } else {
    if (apiKey === undefined) settings.mistake('IYZICO_API_KEY must be set');
    if (secretKey === undefined) settings.mistake('IYZICO_SECRET_KEY must be set');
  }
  const kind = hostKinds[baseUrl.hostname] ?? 'other';
  if (kind === 'production' && apiKey?.startsWith('sandbox-')) {
    settings.mistake("IYZICO_API_KEY is a sandbox key, and IYZICO_BASE_URL is iyzico's production host");
  }
  return { baseUrl: baseUrl.origin, apiKey: apiKey ?? '', secretKey: secretKey ?? '', kind };
}

/** Where calls may go: this machine, iyzico, or a host that the operator names outright. */
function readBaseUrl(settings: SettingReader): URL {
  const sandbox = new URL(SANDBOX);
  const text = settings.text('IYZICO_BASE_URL');
  if (text === undefined) return sandbox;
  if (!URL.canParse(text)) {
    settings.mistake('IYZICO_BASE_URL must be a URL');
    return sandbox;
  }
  const url = new URL(text);
  // A path, query or user name would be lost: the signature covers the services' own paths.
  if (url.href !== `${url.origin}/`) settings.mistake('IYZICO_BASE_URL must be a scheme, a host and a port only');

  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (isLoopback && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== 'https:') settings.mistake('IYZICO_BASE_URL must be https');
  if (!/(^|\.)iyzipay\.com$/.test(url.hostname) && url.hostname !== settings.text('IYZICO_ALLOW_HOST')) {
    settings.mistake("IYZICO_BASE_URL is not iyzico's: name its host in IYZICO_ALLOW_HOST if it is meant");
  }
  return url;
}

function onOff(settings: SettingReader, name: string): boolean | undefined {
  const choice = settings.choice(name, ['on', 'off']);
  return choice && choice === 'on';
}
