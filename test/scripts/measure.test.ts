import { isFresh } from '../../scripts/code/blocks.js';
import { parseSource } from '../../scripts/code/files.js';
import { draw, readDrawing } from '../../scripts/code/drawing.js';
import { functionsIn } from '../../scripts/code/functions.js';
import { arrowsBetween } from '../../scripts/code/imports.js';

/** The kind, the name and the lines of each function. */
function measured(text: string): string[] {
  return functionsIn(parseSource('src/file.ts', text)).map(({ kind, name, lines }) => `${kind} ${name} ${lines}`);
}

/** The arrows of one file. */
function arrowsOf(path: string, text: string): string[] {
  const arrows = arrowsBetween([parseSource(path, text)]);
  return arrows.map(({ from, to, isDownhill }) => `${from} ${isDownhill ? 'down' : 'up'} ${to}`);
}

describe('the functions of a file', () => {
  test('are counted from the first line to the last, comments and all', () => {
    expect(measured('function a() {\n  // why\n\n}\nconst b = () => 1;\n')).toEqual(['function a 4', 'function b 1']);
  });

  test('take the methods of a class without their decorators', () => {
    expect(measured('class A {\n  @Field()\n  @Other()\n  a() {\n  }\n  get b() { return 1; }\n}')).toEqual([
      'function a 2',
      'function b 1',
    ]);
  });

  test('tell the bodies of describe and test apart from what they call', () => {
    const text = "describe.each([1])('x', () => {\n  test('y', () => {\n    list.map(() => 1);\n  });\n});";
    expect(measured(text)).toEqual(["describe 'x' 5", "test 'y' 3", 'function given to list 1']);
  });

  test('leave out types and overloads', () => {
    expect(measured('type A = () => void;\nfunction b(): void;\ndeclare function c(): void;')).toEqual([]);
  });
});

describe('the arrows of a file', () => {
  test.each([
    ['an import', "import { a } from '../wire/http.js';"],
    ['an import of a type', "import type { A } from '../wire/http.js';"],
    ['an export', "export * from '../wire/http.js';"],
    ['a dynamic import', "const a = await import('../wire/http.js');"],
    ['a type that imports', "type A = import('../wire/http.js').A;"],
  ])('come from %s', (_, text) => {
    expect(arrowsOf('src/iyzico/call/connection.ts', text)).toEqual(['iyzico/call down iyzico/wire']);
  });

  test('say what goes up, and what enters a layer by a room', () => {
    expect(arrowsOf('src/iyzico/wire/http.ts', "import '../index.js';")).toEqual(['iyzico/wire up iyzico']);
    expect(arrowsOf('src/loaders/index.ts', "import '../iyzico/wire/http.js';")).toEqual(['loaders up iyzico/wire']);
  });

  test('are read from the drawing as they were written', () => {
    const arrows = [
      { from: 'main', to: 'server' },
      { from: 'main', to: 'iyzico' },
      { from: 'server/access', to: 'server/http' },
    ];
    expect(readDrawing(draw(arrows))).toEqual(arrows);
  });
});

describe('the numbers written in the documentation', () => {
  test.each([
    ['| wire | 100 | 20 |', '| wire | 109 | 21 |', true],
    ['| wire | 100 | 20 |', '| wire | 120 | 20 |', false],
    ['| wire | 100 | 20 |', '| wires | 100 | 20 |', false],
    ['| wire | 100 | 20 |', '| wire | 100 |', false],
    ['| wire | 1 |', '| wire | 3 |', true],
  ])('%s for %s', (written, now, fresh) => {
    expect(isFresh(written, now)).toBe(fresh);
  });
});
