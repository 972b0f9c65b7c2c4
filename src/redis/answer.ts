/** The most that a hung Redis adds to a request. */
const ANSWER_TIMEOUT_MS = 250;

/** Waits 250 ms for an answer. One that arrived while this process was busy is in time: it is read before `setImmediate`. */
export async function answerInTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => setImmediate(reject, new Error('Redis did not answer in time.')), ANSWER_TIMEOUT_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether an answer is a count: another program may answer in Redis's place. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
