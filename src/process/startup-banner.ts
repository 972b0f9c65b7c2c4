import { stripIgnoredCharacters } from 'graphql';

/** What the banner shows about a started process. */
export interface Served {
  readonly url: string;
  readonly explorer: boolean;
  /** The URL of the metrics. */
  readonly metrics?: string | undefined;
  readonly iyzico: { readonly kind: keyof typeof iyzicoNotes; readonly baseUrl: string };
  readonly callers: keyof typeof callerNotes;
  /** A query that works without changes; left out if no payment is known that it could read. */
  readonly example?: Example | undefined;
}

interface Example {
  readonly document: string;
  readonly variables: Readonly<Record<string, string>>;
}

const iyzicoNotes = {
  production: "iyzico's PRODUCTION host: real payments",
  sandbox: "iyzico's sandbox",
  loopback: 'on this machine; it may pass calls on to the live iyzico',
  other: 'a host of your own',
  simulator: 'the built-in SIMULATOR: made-up payments. Set IYZICO_API_KEY and IYZICO_SECRET_KEY to talk to iyzico',
} as const;

const callerNotes = {
  authenticated: 'with a valid token only',
  anybody: 'anybody, without a token: all payments are made up',
  'anybody here': 'WARNING: AUTH=none. Any program on this machine can read every payment and end sessions',
} as const;

/** The lines that a process prints when it has started. */
export function startupBanner({ url, explorer, metrics, iyzico, callers, example }: Served): string {
  const lines = [
    `GraphQL   ${url}/graphql`,
    ...(explorer ? [`Explorer  ${url}/graphql (open it in a browser)`] : []),
    `iyzico    ${iyzico.baseUrl} (${iyzicoNotes[iyzico.kind]})`,
    `Callers   ${callerNotes[callers]}`,
    ...(metrics === undefined ? [] : [`Metrics   ${metrics}`]),
    ...(example ? ['', 'Try it:', '', curlOf(`${url}/graphql`, example)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** A command to paste into a shell. Single quotes in its body are escaped, because the shell quotes the body with them. */
function curlOf(url: string, { document, variables }: Example): string {
  const body = JSON.stringify({ query: stripIgnoredCharacters(document), variables });
  return `curl -s ${url} -H 'content-type: application/json' -d '${body.replaceAll("'", '\\u0027')}'`;
}
