import { expression } from './expression';
import { columnAliases, orderBy } from './query';
import { type GrammarReader } from './reader';
import { rowPattern, skipTo } from './row-pattern';

const FRAMES = new Set(['RANGE', 'ROWS', 'GROUPS']);
const AFTER_WINDOW_NAME = new Set([
  ')',
  'ORDER',
  'PARTITION',
  'RANGE',
  'ROWS',
  'GROUPS',
  'MEASURES',
]);
const INITIAL_OR_SEEK = new Set(['INITIAL', 'SEEK']);
const DIRECTIONS = new Set(['PRECEDING', 'FOLLOWING']);

/** Whether OVER begins a window here rather than being a name. */
export function isOver(reader: GrammarReader): boolean {
  return reader.sees('OVER') && (reader.sees('(', 1) || reader.isName(1));
}

/** `OVER w` or `OVER ( … )`. */
export function over(reader: GrammarReader): void {
  reader.expect('OVER');
  reader.found.hasWindow = true;
  if (reader.sees('(')) reader.brackets(windowSpecification);
  else reader.name();
}

/** What stands between a window's brackets. */
export function windowSpecification(reader: GrammarReader): void {
  if (isWindowName(reader)) reader.at += 1;
  if (reader.acceptBoth('PARTITION', 'BY')) reader.list(expression);
  if (reader.sees('ORDER')) orderBy(reader);
  if (reader.sees('MEASURES') || reader.seesAny(FRAMES)) windowFrame(reader);
}

/** The words that begin a frame are names where nothing of a frame follows. */
function isWindowName(reader: GrammarReader): boolean {
  if (!reader.isName() || reader.seesBoth('PARTITION', 'BY')) return false;
  const begins = reader.seesAny(FRAMES) || reader.sees('MEASURES');
  return !begins || reader.seesAny(AFTER_WINDOW_NAME, 1);
}

function windowFrame(reader: GrammarReader): void {
  if (reader.accept('MEASURES')) reader.list(measure);
  frameExtent(reader);
  if (reader.acceptBoth('AFTER', 'MATCH')) skipTo(reader);
  reader.acceptAny(INITIAL_OR_SEEK);
  if (reader.accept('PATTERN')) reader.brackets(rowPattern);
  if (reader.accept('SUBSET')) reader.list(subset);
  if (reader.accept('DEFINE')) reader.list(patternVariable);
}

function frameExtent(reader: GrammarReader): void {
  reader.expectAny(FRAMES);
  if (!reader.accept('BETWEEN')) return frameBound(reader);
  frameBound(reader);
  reader.expect('AND');
  frameBound(reader);
}

function frameBound(reader: GrammarReader): void {
  if (reader.acceptBoth('CURRENT', 'ROW')) return;
  if (reader.sees('UNBOUNDED') && reader.seesAny(DIRECTIONS, 1)) reader.at += 1;
  else expression(reader);
  reader.expectAny(DIRECTIONS);
}

/** `expression AS name` of MEASURES. */
export function measure(reader: GrammarReader): void {
  expression(reader);
  reader.expect('AS');
  reader.name();
}

/** `name = (a, b)` of SUBSET. */
export function subset(reader: GrammarReader): void {
  reader.name();
  reader.expect('=');
  columnAliases(reader);
}

/** `name AS condition` of DEFINE. */
export function patternVariable(reader: GrammarReader): void {
  reader.name();
  reader.expect('AS');
  expression(reader);
}
