import { Connection } from '../../../src/iyzico/call/connection.js';
import { endpoints, type Endpoint, type IyzicoService } from '../../../src/iyzico/wire/endpoints.js';
import type { HttpSender } from '../../../src/iyzico/wire/http.js';
import { createHttpSender } from '../../../src/iyzico/wire/transport.js';
import {
  createServicePolicies,
  defaultServiceLimits,
  ServicePolicy,
} from '../../../src/iyzico/policy/service-policy.js';
import { QuotaGuard } from '../../../src/iyzico/policy/quota.js';
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
import { transport } from '../../harness/transport.js';

/** A service that iyzico has and this project does not call: a second refund costs the merchant money. */
const refund = 'refund' as IyzicoService;

const success = answerOf('{"status": "success"}');
/** Failures after which iyzico may have received the call. */
const lostAnswers = [
  ['a reset', reset],
  ['a timeout', hang],
  ['a cut-off answer', beginningOf('{"status": "succ', 'end')],
] as const;

let server: RawServer;
let http: HttpSender;
beforeEach(async () => {
  server = await startRawServer();
  http = createHttpSender(server.url, { transport });
});
afterEach(async () => {
  http.close();
  await server.close();
});

/** A connection with this definition of a refund service, beside the real services. */
function connectionWith(definition: Endpoint): Connection {
  const allEndpoints = { ...endpoints, [refund]: definition };
  const policy = new ServicePolicy({ service: refund, endpoint: definition, limits: defaultServiceLimits });
  return new Connection(
    {
      keys: { apiKey: 'sandbox-a', secretKey: 'sandbox-s' },
      endpoints: allEndpoints,
      http,
      policies: { ...createServicePolicies(allEndpoints, defaultServiceLimits), [refund]: policy },
      quota: new QuotaGuard({ quota: {}, coolDown: 0 }),
      listener: { onDrift: () => undefined },
      timeoutMs: 300,
    },
    'write',
  );
}

const sendRefund = (definition: Endpoint) =>
  outcomeOf(connectionWith(definition).request({ service: refund, key: { paymentId: '1' }, options }));

describe('a call of an added service', () => {
  test.each(lostAnswers)(
    'is sent once after %s where its definition does not mention `repeat`',
    async (_what, answer) => {
      server.answerWith(inTurn(answer, success));
      expect(await sendRefund({ path: '/payment/refund', access: 'write' })).toMatchObject({
        name: 'IyzicoUnavailable',
      });
      expect(server.requests.map(({ path }) => path)).toEqual(['/payment/refund']);
    },
  );

  test.each(lostAnswers)('is sent again after %s where its definition allows it', async (_what, answer) => {
    server.answerWith(inTurn(answer, success));
    expect(await sendRefund({ path: '/payment/refund', access: 'write', repeat: 'if-maybe-sent' })).toMatchObject({
      attempts: 2,
    });
    expect(server.requests).toHaveLength(2);
  });

  test('reports that iyzico never received the call, whatever its definition allows', async () => {
    await server.close();
    const unsent = { reason: 'unreachable', detail: 'ECONNREFUSED', neverSent: true };
    for (const repeat of ['never', 'if-maybe-sent', 'always'] as const) {
      expect(await sendRefund({ path: '/payment/refund', access: 'write', repeat })).toMatchObject(unsent);
    }
    expect(server.requests).toHaveLength(0);
  });
});
