import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { print, type DocumentNode } from 'graphql';
import { ClientError, GraphQLClient } from 'graphql-request';

/** What one operation of a client is sent with. */
export interface ClientOperation {
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
  readonly headers: Record<string, string>;
  /** How the client exchanges HTTP messages. */
  readonly fetch: typeof fetch;
}

/** What a shop's code gets from its GraphQL client, by the client's own means. */
export interface ClientOutcome {
  readonly data: unknown;
  readonly errors: readonly ReceivedError[];
}

interface ReceivedError {
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Sends a query. Throws what the client throws, unless that is its type for GraphQL errors. */
export type GraphQLClientUnderTest = (url: string, operation: ClientOperation) => Promise<ClientOutcome>;

/** The GraphQL clients that shops use most, each with its defaults. */
export const graphqlClients = {
  'Apollo Client': (url, operation) => queryByApollo(url, operation, 'none'),
  'Apollo Client with the error policy all': (url, operation) => queryByApollo(url, operation, 'all'),
  urql: queryByUrql,
  'graphql-request': (url, operation) => queryByGraphQLRequest(url, operation, 'none'),
  'graphql-request with the error policy all': (url, operation) => queryByGraphQLRequest(url, operation, 'all'),
} as const satisfies Record<string, GraphQLClientUnderTest>;

export type ClientName = keyof typeof graphqlClients;

type ErrorPolicy = 'none' | 'all';

async function queryByApollo(
  url: string,
  { document, variables, headers, fetch }: ClientOperation,
  errorPolicy: ErrorPolicy,
): Promise<ClientOutcome> {
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    clientAwareness: { name: 'shop', version: '1.0' },
    link: new HttpLink({ uri: url, headers, fetch }),
  });
  try {
    const { data, error } = await client.query({ query: document, variables, errorPolicy });
    return { data, errors: error === undefined ? [] : apolloErrorsOf(error) };
  } catch (error) {
    return { data: undefined, errors: apolloErrorsOf(error) };
  } finally {
    client.stop();
  }
}

function apolloErrorsOf(error: unknown): readonly ReceivedError[] {
  if (CombinedGraphQLErrors.is(error)) return error.errors;
  throw error;
}

async function queryByUrql(
  url: string,
  { document, variables, headers, fetch }: ClientOperation,
): Promise<ClientOutcome> {
  const client = new Client({
    url,
    fetch,
    fetchOptions: { headers },
    exchanges: [cacheExchange, fetchExchange],
    preferGetMethod: false,
  });
  const { data, error } = await client.query<unknown>(document, variables).toPromise();
  if (error?.networkError) throw error.networkError;
  return { data, errors: error?.graphQLErrors ?? [] };
}

async function queryByGraphQLRequest(
  url: string,
  { document, variables, headers, fetch }: ClientOperation,
  errorPolicy: ErrorPolicy,
): Promise<ClientOutcome> {
  const client = new GraphQLClient(url, { headers, fetch, errorPolicy });
  try {
    const { data, errors } = await client.rawRequest<unknown>(print(document), variables);
    return { data, errors: errors ?? [] };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return { data: undefined, errors: error.response.errors ?? [] };
  }
}
