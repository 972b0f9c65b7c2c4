import type { JsonObject } from '../wire/exact-json.js';
import { istanbulMonth } from './istanbul-calendar.js';
import type { Moment } from './scenario.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';

/** A card as payments and as the last payment contain it. The last payment has two more digits, and the holder. */
export interface Card {
  readonly onPayment: JsonObject;
  readonly onLastPayment: JsonObject;
}

/** The card that paid for this checkout form. Foreign cards have no family: iyzico gives it for local cards only. */
export function cardOf(token: string, isForeign: boolean, moment: Moment): Card {
  const random = seededRandom(token, 'card');
  const { cardAssociation, prefix } = random.pick(isForeign ? international : [...international, troy]);
  const binNumber = prefix + random.digits(8 - prefix.length);
  const { cardBankName, cardFamily } = random.pick(banks);
  const association = { cardAssociation, cardFamily: isForeign ? undefined : cardFamily };
  const lastFourDigits = random.digits(4);
  const cardType = random.pick(['CREDIT_CARD', 'CREDIT_CARD', 'DEBIT_CARD', 'PREPAID_CARD']);
  return {
    onPayment: { cardType, ...association, binNumber: binNumber.slice(0, 6), lastFourDigits },
    onLastPayment: {
      cardHolderName: random.pick(['Ada Yılmaz', 'Deniz Kaya', 'Ege Demir', 'Çağla Şahin', 'Umut Öztürk']),
      ...association,
      binNumber,
      lastFourDigits,
      cardBankName: isForeign ? undefined : cardBankName,
      cardType,
      ...writeExpiry(monthsLeft(random), moment),
    },
  };
}

/** The months from the payment to the card's last month. Of eight cards, one has expired, and one soon will. */
function monthsLeft(random: SeededRandom): number {
  const kind = random.between(1, 8);
  if (kind === 1) return random.between(-36, -1);
  return kind === 2 ? 0 : random.between(1, 60);
}

/** A card is valid to the end of its last month. */
function writeExpiry(months: number, { now, openedAt }: Moment): JsonObject {
  const lastMonth = istanbulMonth(openedAt) + months;
  return {
    expireMonth: String((lastMonth % 12) + 1).padStart(2, '0'),
    expireYear: String(Math.floor(lastMonth / 12)),
    expired: lastMonth < istanbulMonth(now),
    willExpireSoon: lastMonth === istanbulMonth(now),
  };
}

const troy = { cardAssociation: 'TROY', prefix: '9792' };

const international = [
  { cardAssociation: 'VISA', prefix: '4' },
  { cardAssociation: 'MASTER_CARD', prefix: '55' },
  { cardAssociation: 'AMERICAN_EXPRESS', prefix: '37' },
] as const;

const banks: readonly [Bank, ...Bank[]] = [
  { cardBankName: 'Garanti BBVA', cardFamily: 'Bonus' },
  { cardBankName: 'Akbank', cardFamily: 'Axess' },
  { cardBankName: 'Yapı Kredi', cardFamily: 'World' },
  { cardBankName: 'İş Bankası', cardFamily: 'Maximum' },
  { cardBankName: 'Halkbank', cardFamily: 'Paraf' },
];

interface Bank {
  readonly cardBankName: string;
  readonly cardFamily: string;
}
