import type { AuthenticationSettings, TokenSettings } from '../server/index.js';
import { isLoopbackHost } from './loopback.js';
import type { SettingReader } from './setting-reader.js';

/** RFC 7518 requires an HS256 secret to be at least as long as its hash. */
const MIN_SECRET_BYTES = 32;

const keySettings = ['AUTH_JWKS_URL', 'AUTH_JWT_SECRET', 'AUTH_JWT_SECRET_FILE'];

/**
 * Reads how callers authenticate.
 * @param isLive whether calls go to iyzico, or to another remote host: then authentication is off only with `AUTH=none`
 */
export function readAuthentication(settings: SettingReader, isLive: boolean): AuthenticationSettings {
  const isOff = settings.choice('AUTH', ['none']) === 'none';
  const jwksUrl = readKeySetUrl(settings);
  const secrets = readSecrets(settings);
  const issuer = settings.text('AUTH_ISSUER');
  const audience = settings.text('AUTH_AUDIENCE');
  const maxTtl = settings.wholeNumber('AUTH_MAX_TTL', { from: 60, to: 86_400 }) ?? 3600;

  const keys: TokenSettings['keys'] | undefined = jwksUrl ? { jwksUrl } : secrets && { secrets };
  if (jwksUrl && secrets) settings.mistake('AUTH_JWKS_URL contradicts AUTH_JWT_SECRET');
  if (isOff && keys) settings.mistake(`AUTH=none contradicts ${jwksUrl ? 'AUTH_JWKS_URL' : 'AUTH_JWT_SECRET'}`);

  if (keys === undefined) {
    // Unusable keys are already among the mistakes.
    if (keySettings.some((name) => settings.text(name) !== undefined)) return 'none';
    if (issuer ?? audience ?? settings.text('AUTH_MAX_TTL')) {
      settings.mistake('AUTH_ISSUER, AUTH_AUDIENCE and AUTH_MAX_TTL need AUTH_JWKS_URL or AUTH_JWT_SECRET');
    }
    if (isLive && !isOff) {
      settings.mistake(
        'AUTH_JWKS_URL or AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE must be set before iyzico is reached (or AUTH=none, for development)',
      );
    }
    return 'none';
  }
  if (issuer === undefined) settings.mistake('AUTH_ISSUER must be set');
  if (audience === undefined) settings.mistake('AUTH_AUDIENCE must be set');
  return { issuer: issuer ?? '', audience: audience ?? '', maxTtl, keys };
}

function readKeySetUrl(settings: SettingReader): URL | undefined {
  const text = settings.text('AUTH_JWKS_URL');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  // fetch refuses a URL with a user name, so no token could be verified.
  const isPlain = url?.username === '' && url.password === '';
  if (!isSafe || !isPlain) settings.mistake('AUTH_JWKS_URL must be an https URL');
  return url;
}

function readSecrets(settings: SettingReader): string[] | undefined {
  const secrets = settings
    .secret('AUTH_JWT_SECRET')
    ?.split(',')
    .map((secret) => secret.trim());
  if (secrets === undefined) return undefined;
  if (secrets.length > 2) settings.mistake('AUTH_JWT_SECRET must be one secret, or two while one replaces the other');
  if (secrets.some((secret) => Buffer.byteLength(secret) < MIN_SECRET_BYTES)) {
    settings.mistake(`AUTH_JWT_SECRET must be of ${MIN_SECRET_BYTES} bytes or more`);
  }
  return secrets;
}
