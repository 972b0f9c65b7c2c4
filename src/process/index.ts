export { readCommand } from './command-line.js';
export { flushTraces } from './flush-traces.js';
export { watchForShutdown } from './shutdown-signals.js';
export { startFailureOf } from './start-failure.js';
export { startMetrics } from './start-metrics.js';
export { startRedis } from './start-redis.js';
export { startupBanner } from './startup-banner.js';
export { mintRequestedToken } from './token-command.js';
