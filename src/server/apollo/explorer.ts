import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { firstQuery } from './first-query.js';

/** The page on which people try queries: Apollo Sandbox, with the first query and these variables in it; or no page. */
export type Explorer = { readonly variables: Readonly<Record<string, string>> } | 'off';

/** Apollo Sandbox runs embedded in this server's page, and on Apollo's site. */
const SANDBOX_ORIGINS = ['https://sandbox.embed.apollographql.com', 'https://studio.apollographql.com'];

export async function createExplorerPlugin(explorer: Explorer): Promise<ApolloServerPlugin> {
  if (explorer === 'off') return ApolloServerPluginLandingPageDisabled();
  const { ApolloServerPluginLandingPageLocalDefault } = await import('@apollo/server/plugin/landingPage/default');
  return ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false, initialState: { pollForSchemaUpdates: false } },
    footer: false,
    document: firstQuery,
    variables: { ...explorer.variables },
  });
}

/** The origins from which the explorer calls this server. */
export function explorerOrigins(explorer: Explorer): readonly string[] {
  return explorer === 'off' ? [] : SANDBOX_ORIGINS;
}
