// The rooms of src and the directions between them: what .dependency-cruiser.js enforces, and what the drawing in
// docs/architecture.md shows. A layer is a folder of src, or a file there; a room is a folder inside a large layer.

/** The layers that each layer may import: main → start → server → graphql → loaders → iyzico. */
export const layers = {
  main: ['start', 'token', 'signals', 'compile-cache'],
  start: ['command', 'signals', 'process', 'config', 'server', 'redis', 'metrics', 'iyzico', 'simulator'],
  token: ['command', 'process'],
  command: ['process', 'config', 'server'],
  otel: [],
  // Starts Redis and the metrics, and says why it could not.
  process: ['package-file', 'signals', 'config', 'server', 'redis', 'metrics', 'iyzico'],
  config: ['server', 'iyzico'],
  redis: ['server', 'iyzico'],
  metrics: ['server', 'iyzico'],
  server: ['package-file', 'graphql', 'loaders', 'iyzico', 'tracing'],
  graphql: ['loaders', 'iyzico'],
  loaders: ['iyzico'],
  iyzico: ['tracing'],
  // Where spans are made.
  tracing: [],
  // Loaded before anything else, so they import nothing.
  signals: [],
  'compile-cache': [],
  // Shares nothing with src/iyzico, so that a mistake there cannot hide here.
  simulator: ['package-file'],
  'package-file': [],
};

/** The layers with rooms, and the rooms that each room may import. The files beside the rooms may import any room. */
export const rooms = {
  server: {
    access: ['http'],
    apollo: ['http'],
    lifecycle: ['http'],
    http: [],
  },
  iyzico: {
    services: ['call', 'policy', 'wire'],
    call: ['policy', 'wire'],
    policy: ['wire'],
    wire: [],
  },
};

/** Every place of the drawing, from the top down: each layer, followed by its rooms. */
export const places = Object.keys(layers).flatMap((layer) => [layer, ...roomsOf(layer)]);

/**
 * The place of a file of src: a room (`iyzico/wire`), a layer (`loaders`), the files beside a layer's rooms (`iyzico`);
 * or nothing, for a file that lies in none of them.
 *
 * @param {string} path
 * @returns {string | undefined}
 */
export function placeOf(path) {
  const [, layer, folder, ...below] = path.replace(/\.ts$/, '').split('/');
  if (layer === undefined || !(layer in layers)) return undefined;
  if (!(layer in rooms) || below.length === 0) return layer;
  return places.find((place) => place === `${layer}/${folder}`);
}

/**
 * Whether an import may go from one place to another.
 *
 * @param {string} from
 * @param {string} to
 * @returns {boolean}
 */
export function isDownhill(from, to) {
  const [fromLayer, fromRoom] = from.split('/');
  const [toLayer, toRoom] = to.split('/');
  // Another layer is entered by its index.ts, which lies beside its rooms.
  if (fromLayer !== toLayer) return toRoom === undefined && layers[fromLayer].includes(toLayer);
  return fromRoom === undefined || rooms[fromLayer][fromRoom].includes(toRoom);
}

function roomsOf(layer) {
  return Object.keys(rooms[layer] ?? {}).map((room) => `${layer}/${room}`);
}
