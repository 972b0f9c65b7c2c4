/** The languages of iyzico's texts. On the wire they are in lowercase. */
export const Locale = { EN: 'EN', TR: 'TR' } as const;
export type Locale = keyof typeof Locale;
