import { TokenKind } from '../text/tokens';
import { interval, isInterval, numberLiteral, string } from './literals';
import { isBracketedQuery, parenthesized } from './parenthesized';
import { primary } from './primary';
import { type GrammarReader } from './reader';
import { startsItem } from './select';

const COMPARISONS = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);
const QUANTIFIERS = new Set(['ALL', 'ANY', 'SOME']);
const TRUTH_VALUES = new Set(['TRUE', 'FALSE', 'UNKNOWN', 'NULL']);
const MATCH_KINDS = new Set(['SIMPLE', 'PARTIAL', 'FULL']);
const SYMMETRY = new Set(['SYMMETRIC', 'ASYMMETRIC']);

/** Any expression. */
export function expression(reader: GrammarReader): void {
  reader.nested(condition);
}

/** Goes on with an expression whose first operand, something in brackets, was just read. */
export function expressionAfterBrackets(reader: GrammarReader): void {
  primary(reader, true);
  operators(reader);
  expressionAfterValue(reader);
}

/** Goes on with an expression whose first value was just read. */
export function expressionAfterValue(reader: GrammarReader): void {
  predicateIfAny(reader);
  moreConditions(reader);
}

function condition(reader: GrammarReader): void {
  operand(reader);
  moreConditions(reader);
}

function moreConditions(reader: GrammarReader): void {
  while (reader.accept('AND') || reader.accept('OR')) operand(reader);
}

function operand(reader: GrammarReader): void {
  while (reader.accept('NOT'));
  valueExpression(reader);
  predicateIfAny(reader);
}

/** An expression without comparisons and logic, as on either side of `=`. */
export function valueExpression(reader: GrammarReader): void {
  signed(reader);
  operators(reader);
}

function operators(reader: GrammarReader): void {
  for (;;) {
    switch (reader.symbol()) {
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
      case '||':
        reader.at += 1;
        signed(reader);
        break;
      case 'AT':
        if (!atTimeZone(reader)) return;
        break;
      default:
        return;
    }
  }
}

function signed(reader: GrammarReader): void {
  let negative = false;
  while (reader.sees('+') || reader.sees('-')) {
    negative = reader.sees('-');
    reader.at += 1;
  }
  const isNumber = negative && reader.tokens.kind(reader.at) === TokenKind.number;
  if (isNumber) numberLiteral(reader, true);
  primary(reader, isNumber);
}

/** `AT TIME ZONE 'x'`, `AT LOCAL`; elsewhere `at` is a name. */
function atTimeZone(reader: GrammarReader): boolean {
  if (reader.acceptBoth('AT', 'LOCAL')) return true;
  if (!reader.seesBoth('AT', 'TIME') || !reader.sees('ZONE', 2)) return false;
  reader.at += 3;
  if (isInterval(reader)) interval(reader);
  else string(reader);
  return true;
}

/** Behind a value NOT begins nothing but a predicate. */
function predicateIfAny(reader: GrammarReader): void {
  if (reader.sees('NOT') || startsPredicate(reader)) predicate(reader);
}

/** Whether a comparison or test of the value before it begins here. */
export function startsPredicate(reader: GrammarReader): boolean {
  switch (reader.symbol()) {
    case 'IS':
    case 'BETWEEN':
    case 'IN':
    case 'LIKE':
      return true;
    case 'NOT':
      return reader.sees('BETWEEN', 1) || reader.sees('IN', 1) || reader.sees('LIKE', 1);
    case 'MATCH':
      return startsMatch(reader);
    case 'OVERLAPS':
      return startsItem(reader, 1);
    default:
      return COMPARISONS.has(reader.symbol());
  }
}

/** `MATCH [UNIQUE] [FULL] (query)`; in NEAREST the word begins a condition, which may be in brackets too. */
function startsMatch(reader: GrammarReader): boolean {
  let offset = 1;
  if (reader.sees('UNIQUE', offset)) offset += 1;
  if (reader.seesAny(MATCH_KINDS, offset)) offset += 1;
  return reader.sees('(', offset) && (!reader.inNearest || isBracketedQuery(reader, offset));
}

export function predicate(reader: GrammarReader): void {
  if (reader.acceptAny(COMPARISONS)) {
    if (!quantifiedQuery(reader)) valueExpression(reader);
    return;
  }
  if (reader.accept('IS')) return isPredicate(reader);
  if (reader.accept('OVERLAPS')) return valueExpression(reader);
  if (reader.accept('MATCH')) return matchPredicate(reader);
  reader.accept('NOT');
  if (reader.accept('BETWEEN')) return between(reader);
  if (reader.sees('IN')) return inList(reader);
  if (!reader.accept('LIKE')) reader.fail('BETWEEN, IN or LIKE');
  valueExpression(reader);
  if (reader.accept('ESCAPE')) valueExpression(reader);
}

function between(reader: GrammarReader): void {
  if (reader.seesAny(SYMMETRY) && !reader.sees('AND', 1)) reader.at += 1;
  valueExpression(reader);
  reader.expect('AND');
  valueExpression(reader);
}

/** `IN (a, b)` or `IN (query)`; Trino points at IN where there is no list. */
function inList(reader: GrammarReader): void {
  if (!reader.sees('(', 1) || reader.sees(')', 2)) reader.fail('a list or query behind IN');
  reader.at += 1;
  parenthesized(reader);
}

/** `= ANY (SELECT …)`; with anything else in the brackets ANY, ALL and SOME are functions. */
function quantifiedQuery(reader: GrammarReader): boolean {
  if (!reader.seesAny(QUANTIFIERS) || !reader.sees('(', 1)) return false;
  if (!isBracketedQuery(reader, 1)) return false;
  reader.at += 1;
  parenthesized(reader);
  return true;
}

function isPredicate(reader: GrammarReader): void {
  reader.accept('NOT');
  if (reader.acceptAny(TRUTH_VALUES)) return;
  if (!reader.accept('DISTINCT')) reader.fail('NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM');
  reader.expect('FROM');
  valueExpression(reader);
}

function matchPredicate(reader: GrammarReader): void {
  reader.accept('UNIQUE');
  reader.acceptAny(MATCH_KINDS);
  if (!parenthesized(reader)) reader.fail('a query');
}
