import pLimit from 'p-limit';

/** So many that their waiting adds up, and so few that none waits for the others' work. */
const MOST_AT_ONCE = 4;

/**
 * A test for each row of a table, a few of them run at once: for rows that have nothing in common and mostly wait.
 * `title` names the row's first entry, by which rows are told apart, as `%s`.
 */
export function testAtOnce<Row extends readonly [what: string, ...rest: unknown[]]>(
  title: string,
  rows: readonly Row[],
  run: (...row: readonly [...Row]) => Promise<void>,
): void {
  const limit = pLimit(MOST_AT_ONCE);
  const running = new Map<string, Promise<void>>();
  beforeAll(() => {
    for (const row of rows) {
      const outcome = limit(() => run(...row));
      // It fails the test that it is of, once that looks.
      outcome.catch(() => undefined);
      running.set(row[0], outcome);
    }
  });
  test.each(rows.map(([what]) => what))(title, async (what) => {
    await running.get(what);
  });
}
