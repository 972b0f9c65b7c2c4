import fc from 'fast-check';
import { DateTime } from 'luxon';
import { istanbulInstant } from '../../../src/iyzico/wire/istanbul-time.js';

test.each([
  ['2025-06-05 00:00:00', '2025-06-04T21:00:00.000Z'],
  ['2025-01-15 12:34:56', '2025-01-15T09:34:56.000Z'],
])('%s in Istanbul is %s, in summer and in winter', (text, instant) => {
  expect(istanbulInstant(text)).toEqual(new Date(instant));
});

test.each([
  ['2015-01-15 12:00:00', '2015-01-15T10:00:00.000Z'],
  ['2015-07-15 12:00:00', '2015-07-15T09:00:00.000Z'],
])('%s is %s, from when Turkey still had daylight saving time', (text, instant) => {
  expect(istanbulInstant(text)).toEqual(new Date(instant));
});

test.each([
  [''],
  ['nonsense'],
  ['2025-06-05'],
  ['2025-06-05T00:00:00'],
  ['2025-06-05 00:00:00Z'],
  ['2025-06-05 00:00:00\n'],
  ['2025-02-30 00:00:00'],
  ['2025-13-01 00:00:00'],
  ['2025-06-05 25:00:00'],
  ['2025-06-05 00:60:00'],
  ['5/6/25, 12:00 AM'],
])('%j is not a time', (text) => {
  expect(istanbulInstant(text)).toBeNull();
});

test('more times than are remembered, in years with and without daylight saving, are read as luxon reads them', () => {
  fc.assert(
    fc.property(wallTimes, (times) => {
      const expected = times.map((text) => DateTime.fromSQL(text, { zone: 'Europe/Istanbul' }).toJSDate());
      expect(times.map(istanbulInstant)).toEqual(expected);
      expect(times.map(istanbulInstant)).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

test('a time that is read again is a date of its own, and what is no time stays none', () => {
  const first = istanbulInstant('2025-06-05 00:00:00');
  first?.setFullYear(1999);
  expect(istanbulInstant('2025-06-05 00:00:00')).toEqual(new Date('2025-06-04T21:00:00.000Z'));
  expect([istanbulInstant('2025-02-30 00:00:00'), istanbulInstant('2025-02-30 00:00:00')]).toEqual([null, null]);
});

const wallTimes = fc.array(
  fc
    .date({ min: new Date('2010-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 19).replace('T', ' ')),
  { minLength: 1100, maxLength: 1200, size: 'max' },
);
