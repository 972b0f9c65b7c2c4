import Negotiator from 'negotiator';
import { Locale } from '../../iyzico/index.js';
import { rememberByHeader } from './by-header.js';

/**
 * Creates a function that finds the language that a request prefers by its `accept-language` header, of those that
 * iyzico supports; `fallback` if the header names none of them.
 */
export function createLocaleOf(fallback: Locale): (acceptLanguage: string | undefined) => Locale {
  const supported = Object.values(Locale).map((locale) => locale.toLowerCase());
  // `*` accepts any language: the first one that is offered wins.
  const offered = [fallback.toLowerCase(), ...supported];
  return rememberByHeader((acceptLanguage) => {
    const headers = { 'accept-language': acceptLanguage };
    const [preferred] = acceptLanguage === undefined ? [] : new Negotiator({ headers }).languages(offered);
    return preferred === Locale.EN.toLowerCase() ? Locale.EN : preferred === undefined ? fallback : Locale.TR;
  });
}
