import { errors } from 'jose';
import { HttpRefusal } from '../http/refusal.js';
import type { RefusedTokenReason } from '../http/server-listener.js';

/** A token that does not authenticate its caller. Clients do not see the reason: it would help to forge a token. */
export class TokenRefusal extends HttpRefusal {
  constructor(override readonly reason: Exclude<RefusedTokenReason, 'keys-unavailable'>) {
    super(401, 'A valid token is needed: authorization: Bearer …', 'UNAUTHENTICATED');
  }
}

/** Translates an error of `jwtVerify`. */
export function tokenRefusalOf(error: unknown): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  if (error instanceof errors.JWTExpired) return new TokenRefusal('expired');
  if (error instanceof errors.JWTClaimValidationFailed) return new TokenRefusal(reasonOfClaim(error));
  if (error instanceof errors.JOSEAlgNotAllowed) return new TokenRefusal('wrong-algorithm');
  // jose throws a TypeError for a key that does not fit the algorithm.
  if (isAboutKey(error) || error instanceof TypeError) return new TokenRefusal('wrong-key');
  return new TokenRefusal('malformed');
}

function isAboutKey(error: unknown): boolean {
  return (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

function reasonOfClaim({ claim, reason }: errors.JWTClaimValidationFailed): TokenRefusal['reason'] {
  if (claim === 'iss') return 'wrong-issuer';
  if (claim === 'aud') return 'wrong-audience';
  if (claim === 'exp' && reason === 'missing') return 'no-exp';
  return claim === 'nbf' && reason === 'check_failed' ? 'not-yet' : 'malformed';
}
