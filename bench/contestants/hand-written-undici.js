import { startApolloServer } from '../hand-written/server.js';
import { post } from '../hand-written/undici-post.js';

await startApolloServer(() => post);
