export function section(title, ...parts) {
  return [`## ${title}`, ...parts.map((part) => `\n${part}`), ''].join('\n');
}

export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).trim()).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Three digits are as many as the measurement gives. */
export function shown(value) {
  if (value === undefined) return '–';
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
