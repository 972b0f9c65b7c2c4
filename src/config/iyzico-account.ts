import { isLoopbackHost } from './loopback.js';
import type { SettingReader } from './setting-reader.js';

/** A merchant's account at iyzico. */
export interface IyzicoAccount {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly secretKey: string;
  /** The kind of host: `production` moves real money. */
  readonly kind: HostKind;
}

type HostKind = 'production' | 'sandbox' | 'loopback' | 'other';

const SANDBOX = 'https://sandbox-api.iyzipay.com';
const SANDBOX_HOST = new URL(SANDBOX).hostname;

/** The account of the settings; `null` if the simulator replaces iyzico. */
export function readAccount(settings: SettingReader, isDevelopment: boolean): IyzicoAccount | null {
  const simulator = settings.onOff('IYZICO_SIMULATOR');
  const apiKey = settings.secret('IYZICO_API_KEY');
  const secretKey = settings.secret('IYZICO_SECRET_KEY');
  const baseUrl = readBaseUrl(settings);
  const given = Object.entries({
    IYZICO_API_KEY: apiKey,
    IYZICO_SECRET_KEY: secretKey,
    IYZICO_BASE_URL: settings.text('IYZICO_BASE_URL'),
  }).flatMap(([name, value]) => (value === undefined ? [] : [name]));

  if (simulator === true) {
    if (given.length > 0) settings.mistake(`IYZICO_SIMULATOR=on contradicts ${given.join(', ')}`);
    return null;
  }
  if (given.length === 0 && simulator === undefined) {
    if (isDevelopment) return null;
    settings.mistake(
      'IYZICO_API_KEY and IYZICO_SECRET_KEY must be set with NODE_ENV=production (made-up payments need IYZICO_SIMULATOR=on)',
    );
  } else {
    if (apiKey === undefined) settings.mistake('IYZICO_API_KEY must be set');
    if (secretKey === undefined) settings.mistake('IYZICO_SECRET_KEY must be set');
  }
  if (settings.text('NODE_TLS_REJECT_UNAUTHORIZED') === '0') {
    settings.mistake("NODE_TLS_REJECT_UNAUTHORIZED=0 turns off the check of iyzico's certificate: remove it");
  }
  const kind = kindOf(baseUrl.hostname);
  if (kind === 'production' && apiKey?.startsWith('sandbox-')) {
    settings.mistake("IYZICO_API_KEY is a sandbox key, and IYZICO_BASE_URL is not iyzico's sandbox");
  }
  return { baseUrl: baseUrl.origin, apiKey: apiKey ?? '', secretKey: secretKey ?? '', kind };
}

/** Calls may go to this machine, to iyzico, or to a host that the operator names in IYZICO_ALLOW_HOST. */
function readBaseUrl(settings: SettingReader): URL {
  const sandbox = new URL(SANDBOX);
  const text = settings.text('IYZICO_BASE_URL');
  const allowedHost = settings.text('IYZICO_ALLOW_HOST')?.toLowerCase();
  if (text === undefined) return sandbox;
  if (!URL.canParse(text)) {
    settings.mistake('IYZICO_BASE_URL must be a URL');
    return sandbox;
  }
  const url = new URL(text);
  // Only the origin is used, so a path, query or user name would have no effect.
  if (url.href !== `${url.origin}/`) settings.mistake('IYZICO_BASE_URL must be a scheme, a host and a port only');

  if (isLoopbackHost(url.hostname) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== 'https:') settings.mistake('IYZICO_BASE_URL must be https');
  if (!isIyzicoHost(url.hostname) && url.hostname !== allowedHost) {
    settings.mistake("IYZICO_BASE_URL is not iyzico's: name its host in IYZICO_ALLOW_HOST if it is meant");
  }
  return url;
}

function kindOf(hostname: string): HostKind {
  if (isLoopbackHost(hostname)) return 'loopback';
  if (hostname === SANDBOX_HOST) return 'sandbox';
  // An unknown host of iyzico's may move real money.
  return isIyzicoHost(hostname) ? 'production' : 'other';
}

function isIyzicoHost(hostname: string): boolean {
  return /(^|\.)iyzipay\.com$/.test(hostname);
}
