// undici's index loads fetch, caches and proxies, and replaces the dispatcher of Node's own fetch. These files do
// neither, and have no types of their own.
declare module 'undici/lib/dispatcher/client.js' {
  export { Client as default } from 'undici';
}
declare module 'undici/lib/core/errors.js' {
  export { errors as default } from 'undici';
}
declare module 'undici/lib/core/connect.js' {
  import type { Socket } from 'node:net';
  import type { buildConnector } from 'undici';

  type Connect = (options: buildConnector.Options, callback: buildConnector.Callback) => Socket;
  export default function createConnect(options: buildConnector.BuildOptions): Connect;
}
