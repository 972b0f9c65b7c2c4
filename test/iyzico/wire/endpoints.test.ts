import { Connection } from '../../../src/iyzico/call/connection.js';
import { endpoints, type Endpoint, type IyzicoService } from '../../../src/iyzico/wire/endpoints.js';
import { createHttpSender, type HttpSender } from '../../../src/iyzico/wire/http.js';
import {
  createServicePolicies,
  defaultServiceLimits,
  ServicePolicy,
} from '../../../src/iyzico/policy/service-policy.js';
import { Operations } from '../../../src/iyzico/operations.js';
import { createQuotaGuard } from '../../../src/iyzico/policy/quota.js';
import { Coalescing } from '../../../src/iyzico/policy/coalescing.js';
import {
  answerOf,
  beginningOf,
  hang,
  inTurn,
  reset,
  startRawServer,
  type RawServer,
} from '../../harness/raw-server.js';
import { options, outcomeOf } from '../../harness/test-client.js';

/** A service that iyzico has and this project does not call: a second refund costs the merchant money. */
const refund = 'refund' as IyzicoService;

const yes = answerOf('{"status": "success"}');
/** Every way in which a call gets no usable answer, though iyzico may have received it. */
const lost = [
  ['a reset', reset],
  ['a timeout', hang],
  ['a cut-off answer', beginningOf('{"status": "succ', 'end')],
] as const;

let server: RawServer;
let http: HttpSender;
beforeEach(async () => {
  server = await startRawServer();
  http = createHttpSender(server.url);
});
afterEach(async () => {
  http.close();
  await server.close();
});

/** A connection that knows one service more, with the others as they always are. */
function connectionWith(definition: Endpoint): Connection {
  const known = { ...endpoints, [refund]: definition };
  const policy = new ServicePolicy({ service: refund, endpoint: definition, limits: defaultServiceLimits });
  return new Connection(
    {
      keys: { apiKey: 'sandbox-a', secretKey: 'sandbox-s' },
      endpoints: known,
      http,
      policies: { ...createServicePolicies(known, defaultServiceLimits), [refund]: policy },
      quota: createQuotaGuard({ quotas: {}, rest: 0 }),
      listener: { onDrift: () => undefined },
      timeoutMs: 300,
    },
    'write',
  );
}

const ask = (definition: Endpoint) =>
  outcomeOf(connectionWith(definition).request({ service: refund, key: { paymentId: '1' }, options }));

describe('a service that was added', () => {
  test.each(lost)('is sent once after %s where its definition says nothing of repetition', async (_what, answer) => {
    server.answerWith(inTurn(answer, yes));
    expect(await ask({ path: '/payment/refund', access: 'write' })).toMatchObject({ name: 'IyzicoUnavailable' });
    expect(server.requests.map(({ path }) => path)).toEqual(['/payment/refund']);
  });

  test.each(lost)('is sent again after %s where its definition says so', async (_what, answer) => {
    server.answerWith(inTurn(answer, yes));
    expect(await ask({ path: '/payment/refund', access: 'write', repeat: 'if-maybe-sent' })).toMatchObject({
      attempts: 2,
    });
    expect(server.requests).toHaveLength(2);
  });

  test('tells that iyzico never received it, whatever its definition says of repetition', async () => {
    await server.close();
    const unsent = { reason: 'unreachable', detail: 'ECONNREFUSED', neverSent: true };
    for (const repeat of ['never', 'if-maybe-sent', 'always'] as const) {
      expect(await ask({ path: '/payment/refund', access: 'write', repeat })).toMatchObject(unsent);
    }
    expect(server.requests).toHaveLength(0);
  });
});

describe('an operation', () => {
  const operationsWith = (definition: Endpoint) =>
    new Operations({
      endpoints: { ...endpoints, [refund]: definition },
      coalescing: new Coalescing({ timeoutMs: 8000, cacheMs: 60_000 }),
      opaqueId: (secret) => secret,
    });
  const counting = () => {
    const counter = { calls: 0, ask: () => Promise.resolve({ call: (counter.calls += 1) }) };
    return counter;
  };

  test('that writes is sent for each caller, and one that reads is not', async () => {
    const [written, read] = [counting(), counting()];
    const operations = operationsWith({ path: '/payment/refund', access: 'write' });
    const write = operations.offer(refund, written.ask);
    const lookUp = operations.offer('payment-detail', read.ask);
    await Promise.all([write({ paymentId: '1' }, options), write({ paymentId: '1' }, options)]);
    await Promise.all([lookUp({ paymentId: '1' }, options), lookUp({ paymentId: '1' }, options)]);
    expect([written.calls, read.calls]).toEqual([2, 1]);
  });

  test('that writes ends what was read before it', async () => {
    const read = counting();
    const operations = operationsWith({ path: '/payment/refund', access: 'write' });
    const lookUp = operations.offer('payment-detail', read.ask);
    expect(await lookUp({ paymentId: '1' }, options)).toEqual({ call: 1 });
    expect(await lookUp({ paymentId: '1' }, options)).toEqual({ call: 1 });
    await operations.offer(refund, counting().ask)({ paymentId: '1' }, options);
    expect(await lookUp({ paymentId: '1' }, options)).toEqual({ call: 2 });
  });
});
