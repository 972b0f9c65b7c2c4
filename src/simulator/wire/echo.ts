export type Language = 'tr' | 'en';

/** What an answer repeats of its request, and how its JSON is formatted. */
export interface Echo {
  /** As the request spelled it; `undefined` leaves it out of the answer. */
  readonly locale: string | undefined;
  /** `undefined` where the request had none, which leaves it out of the answer. */
  readonly conversationId: string | undefined;
  /** The language of messages. */
  readonly language: Language;
  /** Samples are indented by four spaces, as iyzico published them. Other answers are compact, as iyzico sends them. */
  readonly indented: boolean;
}

/** Falls back to Turkish, iyzico's default, when the request has no valid locale or cannot be read. */
export function echoOf(fields: ReadonlyMap<string, string> = new Map()): Echo {
  const requested = fields.get('locale') ?? '';
  const locale = /^(tr|en)$/i.test(requested) ? requested : 'tr';
  return {
    locale,
    conversationId: fields.get('conversationId'),
    language: locale.toLowerCase() === 'en' ? 'en' : 'tr',
    indented: false,
  };
}
