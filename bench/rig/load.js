import { setTimeout as passed } from 'node:timers/promises';
import { Pool } from 'undici';

/** Milliseconds after which an answer counts as missing. */
const LONGEST_ANSWER = 30_000;
/** Milliseconds between two looks at what is due. */
const PACE = 1;

/**
 * Opens connections to a contestant.
 * @param check gets the question, the HTTP status and the text of each answer, and throws where it is wrong
 */
export function openLoad(port, { connections, check }) {
  const pool = new Pool(`http://127.0.0.1:${port}`, {
    connections,
    pipelining: 1,
    headersTimeout: LONGEST_ANSWER,
    bodyTimeout: LONGEST_ANSWER,
  });
  /** @returns milliseconds from `since` to the last byte of the answer */
  const ask = async (question, since = performance.now()) => {
    const { status, text } = await send(pool, question);
    const milliseconds = performance.now() - since;
    check(question, status, text);
    return milliseconds;
  };
  return {
    ask,
    /** Sends `count` questions; each connection sends its next one when the last is answered. */
    async sendMany(nextQuestion, count) {
      const latencies = [];
      let left = count;
      const sendNext = async () => {
        while (left > 0) {
          left -= 1;
          latencies.push(await ask(nextQuestion()));
        }
      };
      await Promise.all(Array.from({ length: connections }, sendNext));
      return latencies;
    },
    /** Sends questions at a pace: see `atPace`. */
    sendSteadily: (nextQuestion, pace) => atPace(pace, (due) => ask(nextQuestion(), due)),
    close: () => pool.destroy(),
  };
}

/**
 * Calls `send` so many times a second for so many seconds, whether earlier calls have ended or not. It gets the moment at
 * which it was due: a latency that counts from there does not hide what a question had to wait for.
 */
export async function atPace({ perSecond, seconds }, send) {
  const results = [];
  const startedAt = performance.now();
  while (results.length < perSecond * seconds) {
    const due = startedAt + (results.length * 1000) / perSecond;
    if (performance.now() < due) await passed(PACE);
    else results.push(send(due));
  }
  return Promise.all(results);
}

/** The dispatcher below `pool.request`: it makes no stream for each answer, which would be half of the client's work. */
function send(pool, { authorization, body }) {
  const headers = { 'content-type': 'application/json', authorization };
  return new Promise((resolve, reject) => {
    const chunks = [];
    let status;
    pool.dispatch(
      { path: '/graphql', method: 'POST', headers, body },
      {
        onRequestStart: () => undefined,
        onResponseStart(_, statusCode) {
          status = statusCode;
        },
        onResponseData(_, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd: () => resolve({ status, text: Buffer.concat(chunks).toString() }),
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}
