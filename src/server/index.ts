export type { AuthenticationSettings, TokenSettings } from './authentication.js';
export { firstQuery } from './first-query.js';
export { createLog, traceOf, type Log } from './log.js';
export { mintToken, type TokenRequest } from './mint-token.js';
export type { SharedRateLimit } from './rate-limit.js';
export type { RequestRateSetting } from './request-rate.js';
export { startServer, type ServerSettings } from './server.js';
export type { ServerListener } from './server-listener.js';
export type { Manifest } from './trusted-documents.js';
