export { createLoaders, type Loaders } from './loaders.js';
