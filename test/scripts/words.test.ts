import { retired, retiredWordsIn } from '../../scripts/code/words.js';

/** The texts in which the check finds a word that is to be replaced by `instead`, or by anything. */
function refusedAmong(texts: string[], instead?: string): string[] {
  return texts.filter((text) =>
    retiredWordsIn('src/file.ts', text).some((found) => instead === undefined || found.instead === instead),
  );
}

describe('check-words', () => {
  test.each(retired)('asks for "$instead"', ({ refused, instead }) => {
    expect(refusedAmong(refused, instead)).toEqual(refused);
  });

  test.each(retired)('leaves the honest uses of what asks for "$instead"', ({ allowed }) => {
    expect(refusedAmong(allowed)).toEqual([]);
  });

  test('reads the path of a file as its line 0', () => {
    expect(retiredWordsIn('src/purses.ts', '')).toEqual([
      { path: 'src/purses.ts', line: 0, word: 'purses', instead: 'call budget, charge' },
    ]);
  });

  test('names the line', () => {
    expect(retiredWordsIn('README.md', 'One.\nA purse.\n')).toEqual([
      { path: 'README.md', line: 2, word: 'purse', instead: 'call budget, charge' },
    ]);
  });

  test('reads a phrase that goes on in the next line', () => {
    expect(retiredWordsIn('src/file.ts', '// a circuit\n// breaker')).toEqual([]);
    expect(retiredWordsIn('src/file.ts', '/** what is\n * told */')).toEqual([
      { path: 'src/file.ts', line: 1, word: 'is told', instead: 'notify, report, log' },
    ]);
  });

  test('leaves the old names that the changelog quotes', () => {
    const text = '`purse` is now `callBudget`.\n';
    expect(retiredWordsIn('CHANGELOG.md', text)).toEqual([]);
    expect(retiredWordsIn('README.md', text)).toHaveLength(1);
  });
});
