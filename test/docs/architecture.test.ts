import { writtenBlock } from '../../scripts/code/blocks.js';
import { readDrawing } from '../../scripts/code/drawing.js';
import { sourcesIn } from '../../scripts/code/files.js';
import { arrowsBetween } from '../../scripts/code/imports.js';
import { isDownhill, placeOf } from '../../scripts/code/rooms.js';

const sources = sourcesIn(['src']);
const real = arrowsBetween(sources).map(({ from, to }) => `${from} → ${to}`);
const drawn = readDrawing(writtenBlock('drawing') ?? '');

describe('the drawing of rooms and directions', () => {
  test('shows every import between rooms, and no other', () => {
    expect(drawn.map(({ from, to }) => `${from} → ${to}`).sort()).toEqual(real.sort());
  });

  test('has no arrow against the direction', () => {
    expect(drawn.filter(({ from, to }) => !isDownhill(from, to))).toEqual([]);
  });

  test('has a room for every file', () => {
    expect(sources.map(({ path }) => path).filter((path) => placeOf(path) === undefined)).toEqual([]);
  });
});

describe('the directions between rooms', () => {
  test.each([
    ['iyzico/services', 'iyzico/wire'],
    ['iyzico', 'iyzico/call'],
    ['server/access', 'server/http'],
    ['server/apollo', 'graphql'],
    ['main', 'signals'],
    ['start', 'simulator'],
  ])('lead from %s to %s', (from, to) => {
    expect(isDownhill(from, to)).toBe(true);
  });

  test.each([
    ['iyzico/wire', 'iyzico/policy'],
    ['iyzico/call', 'iyzico'],
    ['server/access', 'server/apollo'],
    ['server/apollo', 'iyzico/wire'],
    ['graphql', 'server'],
    ['simulator', 'iyzico'],
  ])('do not lead from %s to %s', (from, to) => {
    expect(isDownhill(from, to)).toBe(false);
  });
});
