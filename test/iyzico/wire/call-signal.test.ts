import { CallAbort } from '../../../src/iyzico/wire/call-signal.js';

const [first, second] = [new Error('first'), new Error('second')];

test.each([
  ['this signal', () => new CallAbort()],
  ["Node's signal", withNodesSignal],
])('%s keeps the first reason, and calls each listener once that was not removed', (_, create) => {
  const signal = create();
  const called: string[] = [];
  const removed = () => void called.push('removed');
  const kept = () => {
    called.push('kept');
    signal.removeEventListener('abort', removed);
  };
  for (const listener of [kept, kept, removed, () => called.push('last')]) signal.addEventListener('abort', listener);
  expect(() => {
    signal.throwIfAborted();
  }).not.toThrow();
  signal.abort(first);
  signal.abort(second);
  expect([signal.aborted, signal.reason, called]).toEqual([true, first, ['kept', 'last']]);
  expect(() => {
    signal.throwIfAborted();
  }).toThrow(first);
});

function withNodesSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  return Object.assign(signal, {
    abort: (reason: Error) => {
      controller.abort(reason);
    },
  });
}
