export { firstQuery } from './first-query.js';
export { createLog, traceOf, type Log } from './log.js';
export { startServer, type ServerSettings } from './server.js';
