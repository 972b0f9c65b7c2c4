export type { AuthenticationSettings, TokenSettings } from './access/authentication.js';
export { firstQuery } from './apollo/first-query.js';
export { createLog, traceOf, type Log } from './http/log.js';
export { mintToken, type TokenRequest } from './access/mint-token.js';
export type { SharedRateLimit } from './access/rate-limit.js';
export type { RateLimitSetting } from './access/request-rate-limit.js';
export { startServer, type ServerSettings } from './server.js';
export type { ServerListener } from './http/server-listener.js';
export type { Manifest } from './apollo/trusted-documents.js';
