import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TokenKind } from '../../sql/text/tokens';
import { tokenize } from '../../sql/text/tokenize';
import { largeTexts } from './large-texts';
import { fromRoot } from './root';

// Without 0: a number should not start with it.
const DIGITS = '123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Texts of one kind, which are measured and told about together. */
export interface TextClass {
  name: string;
  texts: BenchText[];
}

/** A statement, and on demand the same one with other literals. */
export class BenchText {
  /** Where the text is cut so that every second piece is a literal. */
  private pieces: string[] | undefined;

  constructor(readonly sql: string) {}

  /** Never the text itself: one without literals gets a comment, as tools add them to tell texts apart. */
  withOtherLiterals(): string {
    this.pieces ??= cutAtLiterals(this.sql);
    if (this.pieces.length === 1) return `${this.sql} /* ${Math.random()} */`;
    return this.pieces.map((piece, index) => (index % 2 === 0 ? piece : scrambled(piece))).join('');
  }
}

/** All classes, from the shortest texts to the longest. */
export function textClasses(): TextClass[] {
  return [
    { name: 'small', texts: textsIn('small') },
    { name: 'TPC-H', texts: textsIn('tpch') },
    { name: 'TPC-DS', texts: textsIn('tpcds') },
    { name: '100 kB', texts: largeTexts(100_000).map((sql) => new BenchText(sql)) },
    { name: '1 MB', texts: largeTexts(1_000_000).map((sql) => new BenchText(sql)) },
  ];
}

/** The statements of a folder's files; each ends with a semicolon at the end of a line. */
function textsIn(folder: string): BenchText[] {
  const path = fromRoot('bench/sql-speed/texts', folder);
  const files = readdirSync(path).sort();
  return files
    .flatMap((file) => readFileSync(join(path, file), 'utf8').split(/;\n/))
    .map((sql) => sql.trim())
    .filter((sql) => sql !== '')
    .map((sql) => new BenchText(sql));
}

function cutAtLiterals(sql: string): string[] {
  const tokens = tokenize(sql);
  const pieces: string[] = [];
  let cut = 0;
  for (let at = 0; at < tokens.count; at += 1) {
    if (!isPlainLiteral(tokens.kind(at), tokens.raw(at))) continue;
    pieces.push(sql.slice(cut, tokens.start(at)), tokens.raw(at));
    cut = tokens.end(at);
  }
  return [...pieces, sql.slice(cut)];
}

/** A literal of which every letter and digit can be another one: no 0xFF, 1e9, X'00' or U&'\0061'. */
function isPlainLiteral(kind: number, raw: string): boolean {
  if (kind === TokenKind.number) return /^[\d.]+$/.test(raw);
  return kind === TokenKind.string && raw.startsWith("'");
}

function scrambled(literal: string): string {
  return literal
    .replace(/\d/g, (digit) => otherOf(DIGITS, digit))
    .replace(/[a-z]/gi, (letter) => otherOf(LETTERS, letter));
}

function otherOf(characters: string, one: string): string {
  const steps = 1 + Math.floor(Math.random() * (characters.length - 1));
  return characters.charAt((characters.indexOf(one) + steps) % characters.length);
}
