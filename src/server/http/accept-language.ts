import Negotiator from 'negotiator';
import { Locale } from '../../iyzico/index.js';

/** The language that a request asks for, out of those that iyzico speaks; `fallback` where it names none of them. */
export function localeOf(acceptLanguage: string | undefined, fallback: Locale): Locale {
  const spoken = Object.values(Locale).map((locale) => locale.toLowerCase());
  // `*` means any, which is for us to choose: the fallback stands first.
  const offered = [fallback.toLowerCase(), ...spoken];
  const headers = { 'accept-language': acceptLanguage };
  const [preferred] = acceptLanguage === undefined ? [] : new Negotiator({ headers }).languages(offered);
  return preferred === Locale.EN.toLowerCase() ? Locale.EN : preferred === undefined ? fallback : Locale.TR;
}
