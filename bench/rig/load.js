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
    /**
     * Sends `perSecond` questions a second for so many seconds, answered or not. Latencies count from the moment at
     * which a question was due, so that a question that had to wait is not hidden.
     */
    async sendSteadily(nextQuestion, { perSecond, seconds }) {
      const latencies = [];
      const startedAt = performance.now();
      for (let sent = 0; sent < perSecond * seconds;) {
        const due = startedAt + (sent * 1000) / perSecond;
        if (performance.now() < due) {
          await passed(PACE);
          continue;
        }
        latencies.push(ask(nextQuestion(), due));
        sent += 1;
      }
      return Promise.all(latencies);
    },
    close: () => pool.destroy(),
  };
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
