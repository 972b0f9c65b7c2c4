import { mintToken, type AuthenticationSettings, type TokenRequest } from '../server/index.js';
import { UsageError } from './command-line.js';

/**
 * Mints the token that the command line requests.
 * @throws UsageError if the settings hold no shared secret, or if the lifetime of a shopper's token is too long
 */
export async function mintRequestedToken(
  authentication: AuthenticationSettings,
  request: TokenRequest,
): Promise<string> {
  if (authentication === 'none' || !('secrets' in authentication.keys)) {
    throw new UsageError('Minting a token needs AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE.');
  }
  const [secret = ''] = authentication.keys.secrets;
  if (request.checkoutFormTokens && request.ttl > authentication.maxTtl) {
    throw new UsageError(`A shopper's token lives ${authentication.maxTtl} seconds at most (AUTH_MAX_TTL).`);
  }
  return mintToken(authentication, secret, request);
}
