import type { Language } from './echo.js';

/** A failure that the simulator can answer: its messages, and how it differs from an ordinary failure. */
export interface FailureDefinition extends Readonly<Record<Language, string>> {
  /** Why the bank declined. Only the codes of banks have a group. */
  readonly errorGroup?: string;
  /**
   * Set when iyzico's gateway refuses the request before it reaches a service. The gateway writes some members as
   * numbers that services write as strings.
   */
  readonly gateway?: {
    readonly httpStatus: number;
    readonly status: string | number;
    readonly errorCode: string | number;
  };
}

export type FailureCode = keyof typeof table;

/** The gateway's numeric status, by which its refusal is listed here. The errorCode of that answer is 8. */
export const gatewayUnauthorized = '401';

const table = {
  '1': { en: 'An internal error occurred.', tr: 'Tarafımızda bir sorun oluştu.' },
  '2': { en: 'The system could not complete the operation.', tr: 'Sistem bu işlemi tamamlayamadı.' },
  '11': { en: 'The request is not valid.', tr: 'İstek geçerli değil.' },
  '401': {
    en: 'Access denied.',
    tr: 'Giriş izni yok.',
    gateway: { httpStatus: 401, status: 401, errorCode: '8' },
  },
  '1000': { en: 'The signature does not match the request.', tr: 'İmza istekle uyuşmuyor.' },
  '1001': { en: 'This API key is unknown.', tr: 'Bu API anahtarı tanınmıyor.' },
  '1004': { en: 'An authorization header is missing.', tr: 'Yetkilendirme başlıklarından biri eksik.' },
  '1007': { en: 'The authorization is incomplete.', tr: 'Yetkilendirme bilgisi eksik.' },
  '1009': { en: 'The authorization is not usable.', tr: 'Yetkilendirme bilgisi kullanılamıyor.' },
  '5086': { en: 'You have no such payment.', tr: 'Böyle bir ödemeniz yok.' },
  '5087': { en: 'This payment belongs to another merchant.', tr: 'Bu ödeme sizin ödemeleriniz arasında değil.' },
  '5122': { en: 'Nothing was paid with this token yet.', tr: 'Bu token ile henüz ödeme yapılmadı.' },
  '5124': { en: 'No checkout form has this token.', tr: 'Bu token ile bir ödeme formu yok.' },
  '5126': { en: 'The token belongs to another merchant.', tr: 'Token başka bir üye iş yerinin.' },
  '5132': { en: 'The token of the checkout form is missing.', tr: 'Ödeme formunun token değeri eksik.' },
  '6000': { en: 'The payment looks like fraud.', tr: 'Ödeme sahtecilik kontrolünden geçmedi.' },
  '6001': { en: 'The payer is blocked.', tr: 'Ödeme yapan engelli listesinde.' },
  '8514': { en: 'The same operation is already in progress.', tr: 'Aynı işlem şu anda sürüyor.' },
  '10005': { en: 'The bank did not approve.', tr: 'Banka onay vermedi.', errorGroup: 'DO_NOT_HONOUR' },
  '10051': { en: 'The card lacks the funds.', tr: 'Kartın bakiyesi yetmiyor.', errorGroup: 'NOT_SUFFICIENT_FUNDS' },
  '10054': { en: 'The card has expired.', tr: 'Kartın süresi geçmiş.', errorGroup: 'EXPIRED_CARD' },
  '50000': {
    en: 'Too many requests.',
    tr: 'Çok fazla istek geldi.',
    // The numeric errorCode is documented. The HTTP status is inferred.
    gateway: { httpStatus: 429, status: 'failure', errorCode: 50000 },
  },
  '100001': { en: 'Temporarily unavailable.', tr: 'Şu anda kullanılamıyor.' },
  '260016': { en: 'No session has this token.', tr: 'Bu token ile bir oturum yok.' },
  '260030': { en: 'The session was ended before.', tr: 'Oturum daha önce sonlandırılmış.' },
} as const satisfies Record<string, FailureDefinition>;

export const failures: Readonly<Record<FailureCode, FailureDefinition>> = table;

export const failureCodes = Object.keys(table) as readonly FailureCode[];

export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(table, text);
}
