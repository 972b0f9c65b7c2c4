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
