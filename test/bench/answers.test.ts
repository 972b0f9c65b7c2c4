import { createCheck, WrongAnswer } from '../../bench/rig/answers.js';
import { expectedData } from '../../bench/rig/payments.js';

const question = { items: 3, session: 5, body: '' };

/** The answer to the question, with other values in its payment. */
function answerWith(changed: object): string {
  const { payment } = expectedData(question);
  return JSON.stringify({
    data: { payment: { ...payment, session: { id: 'opaque', ...payment.session }, ...changed } },
  });
}

describe("the benchmark's check of answers", () => {
  test('accepts the expected data again and again', () => {
    const check = createCheck('graphql');
    for (let time = 0; time < 2; time += 1) check(question, 200, answerWith({}));
  });

  test.each([
    ['another amount', 200, answerWith({ price: '1' })],
    ['a missing item', 200, answerWith({ itemTransactions: [] })],
    ['a session without an id', 200, answerWith({ session: expectedData(question).payment.session })],
    ["a session's token as its id", 200, answerWith({ session: { id: 'session-5' } })],
    ['an error beside the data', 200, answerWith({}).replace('{', '{"errors":[],')],
    ['a refusal', 503, answerWith({})],
  ])('refuses %s', (_what, status, text) => {
    expect(() => {
      createCheck('graphql')(question, status, text);
    }).toThrow(WrongAnswer);
  });

  test('refuses a wrong answer after right ones', () => {
    const check = createCheck('graphql');
    check(question, 200, answerWith({}));
    expect(() => {
      check(question, 200, answerWith({ id: '1' }));
    }).toThrow(WrongAnswer);
  });
});
