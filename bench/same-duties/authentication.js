import { GraphQLError } from 'graphql';
import { jwtVerify } from 'jose';

const { AUTH_JWT_SECRET, AUTH_ISSUER, AUTH_AUDIENCE } = process.env;
/** Imported once: jose would import the bytes of the secret for each token. */
const key = await crypto.subtle.importKey(
  'raw',
  Buffer.from(AUTH_JWT_SECRET),
  { name: 'HMAC', hash: 'SHA-256' },
  false,
  ['verify'],
);
const rules = { issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE, algorithms: ['HS256'], requiredClaims: ['exp'] };

/** The caller that a request's token names, with its scopes. */
export async function authenticate({ headers: { authorization = '' } }) {
  try {
    const { payload } = await jwtVerify(authorization.replace(/^Bearer /, ''), key, rules);
    return { subject: payload.sub, scopes: new Set(String(payload.scope ?? '').split(' ')) };
  } catch {
    throw new GraphQLError('The request has no valid token', {
      extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
    });
  }
}

export function requireScope({ scopes }, scope) {
  if (scopes.has(scope)) return;
  throw new GraphQLError(`The scope ${scope} is needed`, { extensions: { code: 'FORBIDDEN' } });
}
