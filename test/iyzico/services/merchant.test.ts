import { createOpaqueId } from '../../../src/iyzico/services/merchant.js';
import { checkoutForm, openTestClient, options, session, type TestClient } from '../../harness/test-client.js';
import { remove } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

const idOf = async (iyzico = client.iyzico) => (await iyzico.retrievePayment(checkoutForm, options)).session?.id;

test("a session's id is the same in every process of a merchant", async () => {
  expect(await idOf()).toBe(await idOf(client.connectAnew()));
  expect(client.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
});

test("a session's id is the same whichever service returned the session", async () => {
  const key = { ...checkoutForm, paymentId: '24259238' };
  const { iyzico } = client;
  const ids = [await idOf(), (await iyzico.retrieveSession(key, options))?.id];
  const expiry = await iyzico.expireSession(session, options);
  expect(new Set([...ids, 'session' in expiry && expiry.session.id]).size).toBe(1);
});

test("a session's id reveals nothing of its token", async () => {
  const id = await idOf();
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(id).not.toContain(session.sessionToken.slice(0, 8));
});

test('a session without a token has an id that is derived from its checkout form', async () => {
  client.simulator.answerNext('retrieve-payment', { edit: remove('sessionInfo.sessionToken') });
  client.simulator.answerNext('retrieve-payment', { edit: remove('sessionInfo.sessionToken') });
  const withoutToken = [await idOf(), await idOf()];
  expect(withoutToken[0]).toMatch(/^[\w-]{22}$/);
  expect(withoutToken[1]).toBe(withoutToken[0]);
  expect(await idOf()).not.toBe(withoutToken[0]);
});

test('another merchant has another id for the same session', () => {
  const idFor = (secretKey: string) => createOpaqueId(secretKey)(session.sessionToken);
  expect(idFor('one')).toBe(idFor('one'));
  expect(idFor('one')).not.toBe(idFor('another'));
});
