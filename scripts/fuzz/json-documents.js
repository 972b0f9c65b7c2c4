/** Makes JSON, and texts that are almost JSON, the same ones for the same seed. */
export function createDocuments(seed) {
  random = createRandom(seed);
  return document;
}

let random;

function document() {
  const text = `${random() < 0.02 ? '\ufeff' : ''}${space()}${valueText(random() < 0.02 ? 40 : 4)}${space()}`;
  if (random() < 0.4) return Buffer.from(text);
  const bytes = Buffer.from(mutated(text));
  if (random() < 0.1 && bytes.length > 0) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes;
}

function mutated(text) {
  const parts = [
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '0',
    '1',
    '.',
    'e',
    '-',
    '+',
    ' ',
    '\u0000',
    '\n',
    'null',
    '\\u',
  ];
  for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits--) {
    const at = Math.floor(random() * (text.length + 1));
    const end = at + Math.floor(random() * random() * 8);
    text =
      text.slice(0, at) + (random() < 0.7 ? one(parts) : text.slice(at, end)) + text.slice(random() < 0.5 ? at : end);
  }
  return text;
}

/** JSON, with a name now and then twice. @param levels of nesting at most */
function valueText(levels) {
  const nested = levels > 30 ? true : levels > 0 && random() < 0.6;
  if (!nested) return one([numberText, numberText, stringText, stringText, () => one(['true', 'false', 'null'])])();
  if (random() < 0.4) return `[${space()}${list(() => valueText(levels - 1))}]`;
  const member = () => `${nameText()}${space()}:${space()}${valueText(levels - 1)}`;
  const members = Array.from({ length: size() }, member);
  if (members.length > 0 && random() < 0.15) members.push(one(members));
  return `{${space()}${members.join(`${space()},${space()}`)}${space()}}`;
}

function list(entry) {
  return Array.from({ length: size() }, entry).join(`${space()},${space()}`) + space();
}

function nameText() {
  return random() < 0.3
    ? stringText()
    : JSON.stringify(one(['price', 'id', 'a', 'b', '__proto__', 'toString', '1', '']));
}

function numberText() {
  const digits = () => String(Math.floor(random() * 10 ** Math.floor(random() * 16)));
  const whole = random() < 0.3 ? '0' : digits() + (random() < 0.1 ? digits() : '');
  const fraction = random() < 0.5 ? `.${digits()}${one(['', '00', '0'])}` : '';
  return `${one(['', '', '-'])}${whole}${fraction}${random() < 0.2 ? `${one(['e', 'E'])}${one(['', '+', '-'])}${digits().slice(0, 3)}` : ''}`;
}

function stringText() {
  const parts = [
    'a',
    'price',
    ' ',
    'ş',
    '\u2028',
    '\ud83d\udcb3',
    '\u007f',
    '\\n',
    '\\"',
    '\\\\',
    '\\/',
    '\\u0041',
    '\\ud800',
    '[',
    '}',
  ];
  return `"${Array.from({ length: Math.floor(random() * 6) }, () => one(parts)).join('')}"`;
}

function space() {
  return random() < 0.8 ? '' : one([' ', '\n', '\t', '\r\n', '  ']);
}

function size() {
  return Math.floor(random() * random() * 6);
}

function one(options) {
  return options[Math.floor(random() * options.length)];
}

/** Mulberry32: the same numbers, from 0 to 1, for the same seed. */
function createRandom(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
