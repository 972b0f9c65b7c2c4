export { completedBy, readConfig, type Config } from './config.js';
export { ConfigurationError, type Environment } from './setting-reader.js';
