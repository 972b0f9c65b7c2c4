import { Readable } from 'node:stream';
import { HeaderMap, type ApolloServer, type BaseContext } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Creates a handler that passes an HTTP request to Apollo Server and sends the answer. */
export function createGraphQLHandler<C extends BaseContext>(
  apollo: ApolloServer<C>,
  contextOf: (request: FastifyRequest, reply: FastifyReply) => C | Promise<C>,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    const context = contextOf(request, reply);
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers: headerMapOf(request),
        search: searchOf(request.url),
        body: request.body,
      },
      context: () => Promise.resolve(context),
    });
    void reply.code(status ?? 200).headers(Object.fromEntries(headers));
    return reply.send(body.kind === 'complete' ? body.string : Readable.from(body.asyncIterator));
  };
}

function headerMapOf({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

/** Cut from the text: parsing a URL needs a host, and a request may have none or a malformed one. */
function searchOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
}
