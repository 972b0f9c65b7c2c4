import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { SESSIONS } from './payments.js';

/** How the servers that check tokens do so. */
export const authentication = {
  AUTH_JWT_SECRET: 'a secret of the benchmark that is long enough',
  AUTH_ISSUER: 'https://shop.example',
  AUTH_AUDIENCE: 'iyzico-graphql',
};

/** The `authorization` headers of the merchant's systems, one for each session. */
export function createCallers() {
  const key = new TextEncoder().encode(authentication.AUTH_JWT_SECRET);
  const mint = (_, number) =>
    new SignJWT({ scope: 'payment:read member:read settlement:read', sub: `system-${number}` })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(authentication.AUTH_ISSUER)
      .setAudience(authentication.AUTH_AUDIENCE)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('2h')
      .sign(key);
  return Promise.all(Array.from({ length: SESSIONS }, async (...args) => `Bearer ${await mint(...args)}`));
}
