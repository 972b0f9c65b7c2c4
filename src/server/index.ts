export type { Explorer } from './explorer.js';
export { firstQuery } from './first-query.js';
export { createLog, traceOf, type Log } from './log.js';
export { startServer, type Server, type ServerSettings } from './server.js';
