import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { firstQuery } from './first-query.js';

/** The page on which people try queries: Apollo Sandbox, opening with these variables of the first query, or none. */
export type Explorer = { readonly variables: Readonly<Record<string, string>> } | 'off';

/** Where Apollo Sandbox runs: inside of our page, and on Apollo's own site. */
const SANDBOX_ORIGINS = ['https://sandbox.embed.apollographql.com', 'https://studio.apollographql.com'];

export function explorerPlugin(explorer: Explorer): ApolloServerPlugin {
  return explorer === 'off'
    ? ApolloServerPluginLandingPageDisabled()
    : ApolloServerPluginLandingPageLocalDefault({
        embed: { runTelemetry: false, initialState: { pollForSchemaUpdates: false } },
        footer: false,
        document: firstQuery,
        variables: { ...explorer.variables },
      });
}

/** The pages that may call this server from a browser for the explorer's sake. */
export function explorerOrigins(explorer: Explorer): readonly string[] {
  return explorer === 'off' ? [] : SANDBOX_ORIGINS;
}
