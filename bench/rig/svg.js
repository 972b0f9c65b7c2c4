export const colours = {
  ours: '#0f766e',
  other: '#94a3b8',
  line: '#e5e7eb',
  text: '#1f2937',
  quiet: '#6b7280',
  paper: '#ffffff',
};

/** An SVG image of what is drawn in it. */
export function svgOf({ width, height }, drawn) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="${colours.paper}"/>
${drawn.join('\n')}
</svg>
`;
}

/** @param style more attributes */
export function textAt(text, { x, y, style = '', fill = colours.text }) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${fill}" ${style}>${escaped}</text>`;
}
