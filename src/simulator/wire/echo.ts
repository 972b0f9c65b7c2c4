export type Language = 'tr' | 'en';

/** The envelope of an answer: its time, what it repeats of its request, and how its JSON is formatted. */
export interface Echo {
  /** Epoch milliseconds of the simulator's clock. */
  readonly systemTime: number;
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
export function echoOf(systemTime: number, fields: ReadonlyMap<string, string> = new Map()): Echo {
  const requested = fields.get('locale') ?? '';
  const locale = /^(tr|en)$/i.test(requested) ? requested : 'tr';
  return {
    systemTime,
    locale,
    conversationId: fields.get('conversationId'),
    language: locale.toLowerCase() === 'en' ? 'en' : 'tr',
    indented: false,
  };
}
