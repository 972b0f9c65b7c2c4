import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { LRUCache } from 'lru-cache';
import { signedHeaders } from '../hand-written/iyzico.js';

/** An access token lives for five minutes. */
const accessTokens = new LRUCache({ max: 10_000, ttl: 4.5 * 60_000 });

const cardFields = 'cardAssociation cardBankName cardFamily lastFourDigits expireMonth expireYear expired';

/** Joins the card with the access token that it needs. */
const lastPaymentCard = {
  selectionSet: '{ sessionToken memberIdentifier }',
  async resolve(session, ...[, context, info]) {
    const { sessionToken, memberIdentifier } = session;
    const key = { sessionToken, memberIdentifier };
    // Through the gateway's own calls to the service, as its documentation shows.
    const call = (field, args, selectionSet) =>
      context.iyzico.Query[field]({ root: session, args, context, info, selectionSet });
    let accessToken = accessTokens.get(sessionToken);
    if (accessToken === undefined) {
      ({ accessToken } = await call('accessToken', key, '{ accessToken }'));
      accessTokens.set(sessionToken, accessToken);
    }
    const { card } = await call('lastPayment', { ...key, accessToken }, `{ card { ${cardFields} } }`);
    return card;
  },
};

const gateway = createGatewayRuntime({
  supergraph: readFileSync(new URL('../hive-gateway/supergraph.graphql', import.meta.url), 'utf8'),
  transports: { rest: import('@graphql-mesh/transport-rest') },
  logging: 'warn',
  graphiql: false,
  landingPage: false,
  additionalResolvers: {
    Payment: {
      isShippable: {
        selectionSet: '{ paymentStatus fraudStatus }',
        resolve: ({ paymentStatus, fraudStatus }) => paymentStatus === 'SUCCESS' && fraudStatus === 'APPROVED',
      },
      failure: {
        selectionSet: '{ paymentStatus refusal { errorCode errorMessage errorGroup } }',
        resolve: ({ paymentStatus, refusal }) => (paymentStatus === 'FAILURE' ? refusal : null),
      },
    },
    ItemTransaction: {
      currency: {
        selectionSet: '{ convertedPayout { currency } }',
        resolve: ({ convertedPayout }) => convertedPayout.currency,
      },
    },
    Session: {
      id: {
        selectionSet: '{ sessionToken }',
        resolve: ({ sessionToken }) => createHash('sha256').update(sessionToken).digest('base64url'),
      },
      lastPaymentCard,
    },
  },
  plugins: () => [
    {
      onContextBuilding({ extendContext }) {
        extendContext({ conversationId: randomUUID() });
      },
      onFetch({ url, options, setOptions }) {
        const headers = { ...options.headers, ...signedHeaders(new URL(url).pathname, options.body) };
        setOptions({ ...options, headers });
      },
    },
  ],
});
createServer(gateway).listen(Number(process.env.PORT), '127.0.0.1');
