/** Header lines as they came (RFC 9112, 5). */
export interface FieldLines {
  /** Names and values in turn. */
  rawHeaders: string[];
  /** The names in lower case. */
  names: string[];
}

/** Anything but printable characters, tabs, bytes beyond ASCII, and line ends of two characters. */
export const UNPRINTABLE = /[^\t\x20-\x7e\x80-\xff\r\n]|\r(?!\n)|(?<!\r)\n/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FORBIDDEN_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const MAX_KNOWN_NAMES = 1000;

/** Spellings of header names that were seen, and each in lower case. */
const knownNames = new Map<string, string>();

/** Reads lines that hold no unprintable characters; undefined where one is no header or is folded. */
export function readFieldLines(text: string, from = 0): FieldLines | undefined {
  const rawHeaders: string[] = [];
  const names: string[] = [];
  for (let at = from; at < text.length;) {
    const next = text.indexOf('\r\n', at);
    const end = next === -1 ? text.length : next;
    const colon = text.indexOf(':', at);
    if (colon === -1 || colon > end) return undefined;
    const name = text.slice(at, colon);
    const lower = lowerName(name);
    if (lower === undefined) return undefined;
    rawHeaders.push(name, withoutSpaces(text, colon + 1, end));
    names.push(lower);
    at = end + 2;
  }
  return { rawHeaders, names };
}

/** Not by trim(), which takes U+00A0 for a space. */
function withoutSpaces(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** The lines as they are sent; throws where one would say something else than was meant, as node:http does. */
export function writeFieldLines(headers: readonly string[]): string {
  let text = '';
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const [name = '', value = ''] = [headers[i], headers[i + 1]];
    if (lowerName(name) === undefined || FORBIDDEN_IN_VALUE.test(value))
      throw new TypeError(`a header "${name}" cannot be sent`);
    text += `${name}: ${value}\r\n`;
  }
  return text;
}

/** A header's name in lower case; undefined where it cannot be one. */
export function lowerName(name: string): string | undefined {
  return knownNames.get(name) ?? learnName(name);
}

function learnName(name: string): string | undefined {
  if (!TOKEN.test(name)) return undefined;
  const lower = name.toLowerCase();
  if (knownNames.size < MAX_KNOWN_NAMES && name.length < 100) knownNames.set(name, lower);
  return lower;
}
