import type { AuthenticationSettings, TokenKeys } from '../server/index.js';
import { isLoopbackHost } from './loopback.js';
import type { SettingReader } from './setting-reader.js';

/** RFC 7518 requires an HS256 secret to be at least as long as its hash. */
const MIN_SECRET_BYTES = 32;

/** The prefix of the settings of a set of keys: those of all tokens, or those of shoppers' tokens only. */
type Prefix = 'AUTH' | 'AUTH_SHOPPER';

const namesOf = (prefix: Prefix) => [`${prefix}_JWKS_URL`, `${prefix}_JWT_SECRET`, `${prefix}_JWT_SECRET_FILE`];
const keySettings = [...namesOf('AUTH'), ...namesOf('AUTH_SHOPPER')];
/** Settings that have no effect without keys. */
const settingsOfKeys = ['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_MAX_TTL', 'AUTH_SYSTEM_MAX_TTL'];

const DAY_SECONDS = 86_400;

/**
 * Reads how callers authenticate.
 * @param hasOwnKeys whether calls go to an iyzico with the merchant's keys, on whatever host: then authentication is
 * off only with `AUTH=none`
 */
export function readAuthentication(settings: SettingReader, hasOwnKeys: boolean): AuthenticationSettings {
  const isOff = settings.choice('AUTH', ['none']) === 'none';
  const keys = readKeys(settings, 'AUTH');
  const shopperKeys = readKeys(settings, 'AUTH_SHOPPER');
  const issuer = settings.text('AUTH_ISSUER');
  const audience = settings.text('AUTH_AUDIENCE');
  const maxTtl = settings.wholeNumber('AUTH_MAX_TTL', { from: 60, to: DAY_SECONDS }) ?? 3600;
  const systemMaxTtl = settings.wholeNumber('AUTH_SYSTEM_MAX_TTL', { from: 60, to: 365 * DAY_SECONDS }) ?? DAY_SECONDS;

  if (hasOwnKeys) refuseEmptySettings(settings);
  if (hasOwnKeys && isOff && settings.text('TRUST_PROXY') !== undefined) {
    settings.mistake('TRUST_PROXY contradicts AUTH=none, with which no forwarded request is answered');
  }
  refuseSharedKeys(settings, keys, shopperKeys);
  if (isOff) refuseKeysBesideNone(settings);
  if (keys === undefined && shopperKeys === undefined) {
    // Unusable keys are already among the mistakes.
    if (!keySettings.some((name) => settings.text(name) !== undefined)) {
      checkWithoutKeys(settings, hasOwnKeys && !isOff);
    }
    return 'none';
  }
  if (issuer === undefined) settings.mistake('AUTH_ISSUER must be set');
  if (audience === undefined) settings.mistake('AUTH_AUDIENCE must be set');
  const separate = shopperKeys && { shopperKeys };
  return { issuer: issuer ?? '', audience: audience ?? '', maxTtl, systemMaxTtl, keys: keys ?? null, ...separate };
}

/** An empty setting usually means that its value got lost, and the operator believes that authentication is on. */
function refuseEmptySettings(settings: SettingReader): void {
  for (const name of [...keySettings, ...settingsOfKeys]) {
    if (settings.isEmpty(name)) settings.mistake(`${name} is empty: set it, or remove it`);
  }
}

/** Shoppers' keys that open what systems' keys open would separate nothing. */
function refuseSharedKeys(settings: SettingReader, ...[keys, shopperKeys]: (TokenKeys | undefined)[]): void {
  if (keys === undefined || shopperKeys === undefined) return;
  const secrets = 'secrets' in keys ? keys.secrets : [keys.jwksUrl.href];
  const shopperSecrets = 'secrets' in shopperKeys ? shopperKeys.secrets : [shopperKeys.jwksUrl.href];
  if (shopperSecrets.some((secret) => secrets.includes(secret))) {
    settings.mistake("AUTH_SHOPPER_JWT_SECRET and AUTH_SHOPPER_JWKS_URL must differ from the systems' keys");
  }
}

function refuseKeysBesideNone(settings: SettingReader): void {
  for (const name of keySettings) {
    if (settings.text(name) !== undefined) settings.mistake(`AUTH=none contradicts ${name}`);
  }
}

function checkWithoutKeys(settings: SettingReader, isAuthenticationDue: boolean): void {
  if (settingsOfKeys.some((name) => settings.text(name) !== undefined)) {
    settings.mistake(`${settingsOfKeys.join(', ')} need AUTH_JWKS_URL or AUTH_JWT_SECRET`);
  }
  if (isAuthenticationDue) {
    settings.mistake(
      'AUTH_JWKS_URL or AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE must be set before iyzico is reached (or AUTH=none, for development)',
    );
  }
}

function readKeys(settings: SettingReader, prefix: Prefix): TokenKeys | undefined {
  const jwksUrl = readKeySetUrl(settings, `${prefix}_JWKS_URL`);
  const secrets = readSecrets(settings, `${prefix}_JWT_SECRET`);
  if (jwksUrl && secrets) settings.mistake(`${prefix}_JWKS_URL contradicts ${prefix}_JWT_SECRET`);
  return jwksUrl ? { jwksUrl } : secrets && { secrets };
}

function readKeySetUrl(settings: SettingReader, name: string): URL | undefined {
  const text = settings.text(name);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  // fetch refuses a URL with a user name, so no token could be verified.
  const isPlain = url?.username === '' && url.password === '';
  if (!isSafe || !isPlain) settings.mistake(`${name} must be an https URL`);
  return url;
}

function readSecrets(settings: SettingReader, name: string): string[] | undefined {
  const secrets = settings
    .secret(name)
    ?.split(',')
    .map((secret) => secret.trim());
  if (secrets === undefined) return undefined;
  if (secrets.length > 2) settings.mistake(`${name} must be one secret, or two while one replaces the other`);
  if (secrets.some((secret) => Buffer.byteLength(secret) < MIN_SECRET_BYTES)) {
    settings.mistake(`${name} must be of ${MIN_SECRET_BYTES} bytes or more`);
  }
  return secrets;
}
