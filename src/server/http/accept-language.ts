import Negotiator from 'negotiator';
import { Locale } from '../../iyzico/index.js';

/** The language that a request prefers, of those that iyzico supports; `fallback` if it names none of them. */
export function localeOf(acceptLanguage: string | undefined, fallback: Locale): Locale {
  const supported = Object.values(Locale).map((locale) => locale.toLowerCase());
  // `*` accepts any language: the first one that is offered wins.
  const offered = [fallback.toLowerCase(), ...supported];
  const headers = { 'accept-language': acceptLanguage };
  const [preferred] = acceptLanguage === undefined ? [] : new Negotiator({ headers }).languages(offered);
  return preferred === Locale.EN.toLowerCase() ? Locale.EN : preferred === undefined ? fallback : Locale.TR;
}
