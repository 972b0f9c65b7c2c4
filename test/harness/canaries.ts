/** A kind of secret or personal data that must not leak. */
interface Canary {
  readonly name: string;
  readonly pattern: RegExp;
  /** The only field of `data` that may contain it. Without one, no answer may contain it. */
  readonly field?: string;
}

/**
 * Secrets and personal data, as the simulator and the tests plant them. Values are recognised by their form, so that a
 * leak is found whichever test planted the value.
 */
const canaries: readonly Canary[] = [
  { name: 'API key', pattern: /sandbox-simulator-api-key|canary-api-key/ },
  { name: 'secret key', pattern: /sandbox-simulator-secret-key|canary-secret/ },
  // An access token from iyzico, or a caller's own token.
  { name: 'JWT', pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\./ },
  {
    name: 'session token',
    pattern:
      /f403ef2f-fb08-4111|0636d0cf-b54e-4896|f2f06a82-6480-4d2b|\bsession-(?:[a-z-]+-\d|fault-)|canary[-_]session/,
    field: 'sessionToken',
  },
  {
    name: 'member identifier',
    pattern: /f1409923-57cb-468f|702831f3-1cc6-4b25|\bmember-(?:[a-z-]+-\d|fault-)|canary[-_]member/,
    field: 'memberIdentifier',
  },
  { name: 'e-mail', pattern: /sandboxtest@gmail\.com|payer\d+@example\.com|canary@/, field: 'memberEmail' },
  { name: 'phone', pattern: /\+90555\d{7}/, field: 'memberGsmNumber' },
  {
    name: 'card holder',
    pattern: /John Doe|Ada Yılmaz|Deniz Kaya|Ege Demir|Çağla Şahin|Umut Öztürk|Canary Holder/,
    field: 'cardHolderName',
  },
  { name: 'commission', pattern: /424242\.424242/, field: 'iyziCommissionRateAmount' },
];

/** The names of the canaries in a text that must contain none, such as a log line. Empty if nothing leaks. */
export function leaksOfText(text: string): string[] {
  return canaries.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name);
}

/** The names of the canaries in an answer that are outside the field that may contain them. Empty if nothing leaks. */
export function leaksOfAnswer(text: string): string[] {
  if (leaksOfText(text).length === 0) return [];
  try {
    const { data, ...rest } = JSON.parse(text) as { data?: unknown };
    return [...leaksOfText(JSON.stringify(rest)), ...leaksOfData(data)];
  } catch {
    return leaksOfText(text);
  }
}

function leaksOfData(value: unknown, field = ''): string[] {
  if (typeof value === 'string') {
    return canaries.filter((canary) => canary.field !== field && canary.pattern.test(value)).map(({ name }) => name);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value)
    ? value.flatMap((entry) => leaksOfData(entry, field))
    : Object.entries(value).flatMap(([name, entry]) => leaksOfData(entry, name));
}
