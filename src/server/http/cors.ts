import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** Lets the scripts of these web pages, and of no others, call the server from a browser. */
export async function registerCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  await app.register(cors, {
    origin: origins.length > 0 ? [...origins] : false,
    methods: ['POST'],
    allowedHeaders: ['authorization', 'content-type', 'x-request-id', 'x-request-timeout-ms'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    strictPreflight: false,
  });
}
