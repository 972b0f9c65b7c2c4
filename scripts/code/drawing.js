// The drawing of rooms and directions in docs/architecture.md: written from arrows, and read back into them.
import { layers, places, rooms } from './rooms.js';

/** @typedef {{ from: string, to: string }} Direction */

/**
 * A mermaid flowchart of the places, and one line of arrows for each place that imports others.
 *
 * @param {Direction[]} arrows
 * @returns {string}
 */
export function draw(arrows) {
  const lines = Object.keys(layers).flatMap((layer) => (layer in rooms ? drawLayer(layer) : [nodeOf(layer)]));
  const directions = places.flatMap((from) => {
    const targets = arrows.filter((arrow) => arrow.from === from).map(({ to }) => idOf(to));
    return targets.length > 0 ? [`${idOf(from)} --> ${targets.join(' & ')}`] : [];
  });
  return ['```mermaid', 'flowchart TD', ...[...lines, ...directions].map((line) => `  ${line}`), '```'].join('\n');
}

/**
 * The arrows of a drawing.
 *
 * @param {string} drawing
 * @returns {Direction[]}
 */
export function readDrawing(drawing) {
  return [...drawing.matchAll(/^ *(\w+) --> (.+)$/gm)].flatMap(([, from = '', targets = '']) =>
    targets.split(' & ').map((to) => ({ from: placeWithId(from), to: placeWithId(to) })),
  );
}

function drawLayer(layer) {
  const inside = Object.keys(rooms[layer]).map((room) => `  ${nodeOf(`${layer}/${room}`)}`);
  return [`subgraph ${layer}_layer["src/${layer}"]`, `  ${layer}["${layer}"]`, ...inside, 'end'];
}

function nodeOf(place) {
  return `${idOf(place)}["${place}"]`;
}

function idOf(place) {
  return place.replace('/', '_');
}

function placeWithId(id) {
  return id.replace('_', '/');
}
