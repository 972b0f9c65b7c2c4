import { stripIgnoredCharacters } from 'graphql';

/** What a process tells about itself once it serves. */
export interface Served {
  readonly url: string;
  readonly explorer: boolean;
  /** Where metrics are to be had, if anywhere. */
  readonly metrics?: string | undefined;
  readonly iyzico: { readonly kind: keyof typeof iyzicoNotes; readonly baseUrl: string };
  readonly callers: keyof typeof callerNotes;
  /** A query that works as it stands; left out where nothing is known that it could ask for. */
  readonly example?: Example | undefined;
}

interface Example {
  readonly document: string;
  readonly variables: Readonly<Record<string, string>>;
}

const iyzicoNotes = {
  production: "iyzico's PRODUCTION host: real payments",
  sandbox: "iyzico's sandbox",
  loopback: 'on this machine',
  other: 'a host of your own',
  simulator: 'the built-in SIMULATOR: made-up payments. Set IYZICO_API_KEY and IYZICO_SECRET_KEY to talk to iyzico',
} as const;

const callerNotes = {
  authenticated: 'with a valid token only',
  anybody: 'anybody may ask for everything: no live iyzico is behind it',
  'anybody here': 'WARNING: AUTH=none. Whatever runs on this machine may ask for every payment of the merchant',
} as const;

/** The lines that a start prints for whoever looks at it. */
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

/** A command to paste into a shell: no single quote stands inside of its body. */
function curlOf(url: string, { document, variables }: Example): string {
  const body = JSON.stringify({ query: stripIgnoredCharacters(document), variables });
  return `curl -s ${url} -H 'content-type: application/json' -d '${body.replaceAll("'", '\\u0027')}'`;
}
