import type { SettingReader } from './setting-reader.js';

/** Read as a secret, because it may contain a password. */
export function readRedisUrl(settings: SettingReader): string | null {
  const text = settings.secret('REDIS_URL');
  if (text === undefined) return null;
  if (!isRedisUrl(text)) {
    settings.mistake('REDIS_URL must be a URL such as redis://127.0.0.1:6379, or rediss:// over TLS');
  }
  return text;
}

/** A host, with an optional password and database number. */
function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, username, password } = new URL(text);
  const isReadable = !/%(?![\da-f]{2})/i.test(username + password);
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d{0,3})?$/.test(pathname) && isReadable;
}
