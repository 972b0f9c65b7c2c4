export { ConfigurationError, type Environment } from './setting-reader.js';
export { completedBy, readConfig, type Config } from './config.js';
export { readDotenv } from './dotenv.js';
