import { parseArgs } from 'node:util';
import type { TokenRequest } from '../server/index.js';

/** The command of the command line. */
export type Command = { readonly name: 'start' } | { readonly name: 'token'; readonly request: TokenRequest };

/** An unknown command line. Its message is the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const DEFAULT_TTL_SECONDS = 900;
const DEFAULT_SUBJECT = 'developer';

export const USAGE = `Usage:
  iyzico-graphql [start]
  iyzico-graphql token [--scope "payment:read …"] [--checkout-form-token TOKEN]… [--ttl SECONDS] [--sub NAME]
      mints a token for development, signed with AUTH_JWT_SECRET (a shopper's with AUTH_SHOPPER_JWT_SECRET, if it is set);
      --ttl defaults to ${DEFAULT_TTL_SECONDS}, --sub to ${DEFAULT_SUBJECT}`;

/** @throws UsageError */
export function readCommand(args: readonly string[]): Command {
  const [name = 'start', ...rest] = args;
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
        ttl: { type: 'string', default: String(DEFAULT_TTL_SECONDS) },
        sub: { type: 'string', default: DEFAULT_SUBJECT },
      },
    });
    const { scope, 'checkout-form-token': checkoutFormTokens, ttl, sub } = values;
    // The server refuses a token with an empty checkout form token.
    if (checkoutFormTokens?.includes('') || sub === '' || !/^[1-9]\d{0,6}$/.test(ttl)) throw new UsageError(USAGE);
    return { sub, scope, checkoutFormTokens, ttl: Number(ttl) };
  } catch {
    throw new UsageError(USAGE);
  }
}
