import { parseArgs } from 'node:util';
import type { TokenRequest } from '../server/index.js';

/** What the process was told to do. */
export type Command = { readonly name: 'start' } | { readonly name: 'token'; readonly request: TokenRequest };

/** Words on the command line that mean nothing; the message says which would. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `Usage:
  iyzico-graphql [start]
  iyzico-graphql token [--scope "payment:read …"] [--checkout-form-token TOKEN]… [--ttl SECONDS]
      mints a token for development, signed with AUTH_JWT_SECRET; --ttl is 900 unless given`;

const DEFAULT_TTL = 900;

/** @throws UsageError */
export function readCommand(words: readonly string[]): Command {
  const [name = 'start', ...rest] = words;
  if (name === 'start' && rest.length === 0) return { name };
  if (name === 'token') return { name, request: readTokenRequest(rest) };
  throw new UsageError(USAGE);
}

function readTokenRequest(args: string[]): TokenRequest {
  try {
    const { values } = parseArgs({
      args,
      options: {
        scope: { type: 'string' },
        'checkout-form-token': { type: 'string', multiple: true },
        ttl: { type: 'string', default: String(DEFAULT_TTL) },
      },
    });
    const { scope, 'checkout-form-token': checkoutFormTokens, ttl } = values;
    // No server lets a token in that names an empty checkout form.
    if (checkoutFormTokens?.includes('') || !/^[1-9]\d{0,6}$/.test(ttl)) throw new UsageError(USAGE);
    return { scope, checkoutFormTokens, ttl: Number(ttl) };
  } catch {
    throw new UsageError(USAGE);
  }
}
