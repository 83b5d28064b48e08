import { type Draft, type Part } from './draft';

const PLAIN = [
  'a',
  'b',
  'Total',
  'amount',
  'day_of',
  '_x1',
  'orderKey',
  'n2',
  'flag',
  'élan_',
  'zz',
];
const QUOTED = [
  'Two Words',
  'se"lect',
  'from',
  'a.b',
  '1st',
  "it's",
  '--',
  '/*',
  'naïve 😀',
  ';',
  ')(',
];
// Words of the grammar that are names, too, wherever they stand alone.
const UNRESERVED = `year month comment data date time path role schema catalog status text type user
  value view zone first last next position owner name filter input key json level map object option
  pattern plan privileges properties range read row session set show start system ties transaction
  trailing update version window work write unknown lateral nested match nearest count branch`.split(
  /\s+/,
);

const TABLES = ['orders', 'items', 'Users', 'part_2', 'daily'];
const QUOTED_TABLES = ['Odd Table', 'select', 'x"y', 'Ünïcode', '2024', 'orders'];
const SCHEMAS = ['sales', 'raw', 'Mart'];
const CATALOGS = ['lake', 'Mysql', 'pg'];

/** A name of a column, alias, role or the like. */
export function name(draft: Draft): void {
  const kind = draft.random.next();
  if (kind < 0.7) plainName(draft);
  else if (kind < 0.85) draft.raw(quoted(draft.random.pick(QUOTED)));
  else draft.add(draft.random.pick(UNRESERVED));
}

/** A name that is no word of the grammar: where such a word would mean something. */
export function plainName(draft: Draft): void {
  draft.raw(draft.random.chance(0.85) ? asciiName(draft) : quoted(draft.random.pick(QUOTED)));
}

function asciiName({ random }: Draft): string {
  const chosen = random.pick(PLAIN);
  // The grammar takes no other letters outside of quotes.
  return /^[\w]+$/.test(chosen) ? chosen : quoted(chosen);
}

export function qualifiedName(draft: Draft): void {
  plainName(draft);
  while (draft.random.chance(0.25)) draft.add('.', name);
}

/** A table of a query, or a WITH name in force. */
export function readTable(draft: Draft): void {
  draft.ledger.read(writeTableName(draft));
}

/** A table in a statement's own words. */
export function mentioned(access: 'read' | 'write'): Part {
  return (draft) => draft.ledger.mention(access, writeTableName(draft));
}

/** Writes a table's name, and tells its parts. */
export function writeTableName(draft: Draft): string[] {
  const parts = [tablePart(draft)];
  const qualifiers = draft.random.next();
  if (qualifiers < 0.5) parts.unshift(draft.random.pick(SCHEMAS));
  if (qualifiers < 0.25) parts.unshift(draft.random.pick(CATALOGS));
  if (qualifiers < 0.01) parts.unshift('far');
  writeParts(draft, parts);
  return parts;
}

/** Writes the name of a WITH query, from among those of the tables so that it hides some. */
export function writeWithName(draft: Draft): string {
  const part = tablePart(draft);
  writeParts(draft, [part]);
  return part;
}

export function writeParts(draft: Draft, parts: readonly string[]): void {
  parts.forEach((part, index) => {
    if (index > 0) draft.add('.');
    draft.raw(isPlain(part) && draft.random.chance(0.8) ? recased(draft, part) : quoted(part));
  });
}

function tablePart({ random }: Draft): string {
  return random.chance(0.8) ? random.pick(TABLES) : random.pick(QUOTED_TABLES);
}

function recased({ random }: Draft, part: string): string {
  return random.chance(0.8) ? part : random.pick([part.toUpperCase(), part.toLowerCase()]);
}

function isPlain(part: string): boolean {
  return /^[a-z_]\w*$/i.test(part) && part !== 'select';
}

export function quoted(part: string): string {
  return `"${part.replaceAll('"', '""')}"`;
}
