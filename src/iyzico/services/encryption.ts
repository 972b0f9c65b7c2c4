import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Closes texts so that only processes of the same merchant can open them. */
export interface TokenCipher {
  /** @param name under which the text will stand: it opens under no other */
  encrypt(text: string, name: string): string;
  /** `null` where it was closed by another merchant, for another name, or tampered with. */
  decrypt(encrypted: string, name: string): string | null;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A key of its own, so that what is sealed says nothing of the secret key's signatures. */
export function createTokenCipher(secretKey: string): TokenCipher {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'iyzico-graphql access token', 32));
  return {
    encrypt(text, name) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name));
      const closed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), closed]).toString('base64url');
    },
    decrypt(encrypted, name) {
      const bytes = Buffer.from(encrypted, 'base64url');
      const iv = bytes.subarray(0, IV_BYTES);
      const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
      try {
        const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(name)).setAuthTag(tag);
        return `${decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8')}${decipher.final('utf8')}`;
      } catch {
        return null;
      }
    },
  };
}
