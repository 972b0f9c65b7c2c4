/** The languages in which iyzico answers; on the wire in small letters. */
export const Locale = { EN: 'EN', TR: 'TR' } as const;
export type Locale = keyof typeof Locale;
