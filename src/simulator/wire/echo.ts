export type Language = 'tr' | 'en';

/** What an answer repeats of its request, and how it is laid out. */
export interface Echo {
  /** As it was sent; left out of the answer when undefined. */
  readonly locale: string | undefined;
  /** Left out of the answer when the request named none. */
  readonly conversationId: string | undefined;
  /** The language of messages. */
  readonly language: Language;
  /** Recorded answers are indented by four spaces, as iyzico printed them; all others are compact, as it sends them. */
  readonly indented: boolean;
}

/** An unreadable request is answered in iyzico's default language. */
export function echoOf(fields: ReadonlyMap<string, string> = new Map()): Echo {
  const asked = fields.get('locale') ?? '';
  const locale = /^(tr|en)$/i.test(asked) ? asked : 'tr';
  return {
    locale,
    conversationId: fields.get('conversationId'),
    language: locale.toLowerCase() === 'en' ? 'en' : 'tr',
    indented: false,
  };
}
