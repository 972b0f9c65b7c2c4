import pLimit from 'p-limit';

/** High enough that the rows wait together; low enough that they do not slow each other down. */
const MAX_CONCURRENT_ROWS = 4;

/**
 * Defines one test for each row of a table and runs a few rows at once. For independent rows that mostly wait.
 * `title` contains `%s` for the row's first entry, which must be unique.
 */
export function testAtOnce<Row extends readonly [what: string, ...rest: unknown[]]>(
  title: string,
  rows: readonly Row[],
  run: (...row: readonly [...Row]) => Promise<void>,
): void {
  if (new Set(rows.map(([what]) => what)).size < rows.length) throw new Error(`Two rows have the same name: ${title}`);
  const limit = pLimit(MAX_CONCURRENT_ROWS);
  const running = new Map<string, Promise<void>>();
  beforeAll(() => {
    for (const row of rows) {
      const outcome = limit(() => run(...row));
      // The row's own test awaits the promise later and reports the failure.
      outcome.catch(() => undefined);
      running.set(row[0], outcome);
    }
  });
  // Rows of tests that a filter skips run too, and must not outlive the file.
  afterAll(() => Promise.allSettled(running.values()));
  test.each(rows.map(([what]) => what))(title, async (what) => {
    await running.get(what);
  });
}
