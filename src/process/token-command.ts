import {
  knownScopes,
  MAX_TOKEN_BYTES,
  mintToken,
  unknownScopesIn,
  type AuthenticationSettings,
  type TokenRequest,
  type TokenSettings,
} from '../server/index.js';
import { UsageError } from './command-line.js';

/**
 * Mints the token that the command line requests.
 * @throws UsageError if the settings hold no shared secret for it, or if the server would refuse the token
 */
export async function mintRequestedToken(
  authentication: AuthenticationSettings,
  request: TokenRequest,
): Promise<string> {
  if (authentication === 'none') throw new UsageError(NEEDS_SECRET);
  const unknownScopes = unknownScopesIn(request);
  if (unknownScopes.length > 0) {
    throw new UsageError(`There is no such scope: ${unknownScopes.join(' ')}. Known: ${knownScopes.join(' ')}`);
  }
  const isShoppers = request.checkoutFormTokens !== undefined;
  const isSeparate = authentication.shopperKeys !== undefined;
  if (isShoppers && isSeparate && request.scope !== undefined) {
    throw new UsageError('With separate keys for shoppers, a token has either a scope or checkout forms.');
  }
  checkTtl(request.ttl, isShoppers, authentication);
  const token = await mintToken(authentication, secretFor(isShoppers, authentication), request);
  if (token.length > MAX_TOKEN_BYTES) throw new UsageError(`A token has ${MAX_TOKEN_BYTES} bytes at most.`);
  return token;
}

const NEEDS_SECRET = 'Minting a token needs AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE.';
const NEEDS_SHOPPER_SECRET = "Minting a shopper's token needs AUTH_SHOPPER_JWT_SECRET.";

function secretFor(isShoppers: boolean, { keys, shopperKeys }: TokenSettings): string {
  const isSeparate = isShoppers && shopperKeys !== undefined;
  const signing = isSeparate ? shopperKeys : keys;
  const secret = signing && 'secrets' in signing ? signing.secrets[0] : undefined;
  if (secret === undefined) throw new UsageError(isSeparate ? NEEDS_SHOPPER_SECRET : NEEDS_SECRET);
  return secret;
}

function checkTtl(ttl: number, isShoppers: boolean, { maxTtl, systemMaxTtl }: TokenSettings): void {
  if (isShoppers && ttl > maxTtl) {
    throw new UsageError(`A shopper's token lives ${maxTtl} seconds at most (AUTH_MAX_TTL).`);
  }
  if (!isShoppers && ttl > systemMaxTtl) {
    throw new UsageError(`A system's token lives ${systemMaxTtl} seconds at most (AUTH_SYSTEM_MAX_TTL).`);
  }
}
