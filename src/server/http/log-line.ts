const printableAscii = /^[ -~]*$/;

/**
 * Escapes every character that could control a terminal or hide text, such as the C1 codes and marks of writing
 * direction. JSON escapes only those below U+0020. The line stays the same JSON.
 * @returns the line, with a line break at its end
 */
export function withoutControlCharacters(line: string): string {
  // Nearly every line is ASCII, and this test is cheaper than the search for these characters.
  return `${printableAscii.test(line) ? line : line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeOf)}\n`;
}

const levelNames: Readonly<Record<number, string>> = { 30: 'INFO ', 40: 'WARN ', 50: 'ERROR' };

/** A line of the log for a person: time (UTC), level, event and fields; the stack on lines of its own. */
export function prettyLine(json: string): string {
  const { level, time, msg, stack, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const facts = Object.entries(fields).map(([name, value]) => `  ${name}=${shownValue(value)}`);
  const calls: unknown[] = Array.isArray(stack) ? stack : [];
  const head = `${String(time).slice(11, 23)} ${levelNames[Number(level)] ?? ''} ${String(msg)}${facts.join('')}`;
  return [head, ...calls.map((call) => `    ${String(call)}`)].map((text) => withoutControlCharacters(text)).join('');
}

/** Text as it is if it cannot be mistaken for something else; any other value as JSON. */
function shownValue(value: unknown): string {
  return typeof value === 'string' && /^[\w./:@-]+$/.test(value) ? value : JSON.stringify(value);
}

function escapeOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
