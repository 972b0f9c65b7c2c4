import { context, propagation, ROOT_CONTEXT, type ContextManager } from '@opentelemetry/api';
import { registeredTracer } from '../src/tracing.js';
import { goodData, goodQuery, post } from './harness/http-exchange.js';
import { watchSpans } from './harness/spans.js';
import { startStack, type Stack } from './harness/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

test('requests do work for spans only once an SDK is registered', async () => {
  const work = { extracted: 0, contexts: 0 };
  propagation.setGlobalPropagator({
    fields: () => [],
    inject: () => undefined,
    extract(parent) {
      work.extracted++;
      return parent;
    },
  });
  const manager: ContextManager = {
    active: () => ROOT_CONTEXT,
    with(_context, run, self, ...args) {
      work.contexts++;
      return run.call(self as never, ...args);
    },
    bind: (_context, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  context.setGlobalContextManager(manager);

  expect((await post(stack, goodQuery)).data).toEqual(goodData);
  expect([work, registeredTracer()]).toEqual([{ extracted: 0, contexts: 0 }, undefined]);

  const spans = watchSpans();
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
  expect((await spans.received(2)).map(({ name }) => name)).toEqual(['iyzico retrieve-payment', 'graphql query']);
  expect(work).toEqual({ extracted: 1, contexts: 1 });
});
