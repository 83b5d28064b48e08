import { type Frame } from './scan-frame';
import { type Tokens } from '../text/tokens';

// Trino's grammar reads these as forms of their own; in its syntax tree they are no function calls.
const SYNTAX_FORMS = new Set(
  `ALL ANY ARRAY COALESCE COLUMNS COPARTITION DEFINE DESCRIPTOR FETCH FILTER IF LATERAL LIMIT
  MATCH_RECOGNIZE MEASURES NEAREST NULLIF OFFSET OVER PARTITION PATTERN PROPERTIES RETURN ROW SETS
  SOME SUBSET TRY TRY_CAST WINDOW WITHIN`.split(/\s+/),
);

// Reserved words that are nevertheless called like functions.
const RESERVED_FUNCTIONS = new Set(
  'LISTAGG NORMALIZE TRIM JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_VALUE'.split(' '),
);

// A word before a name makes the name an alias or a type, unless an expression can follow that word.
const EXPRESSION_FOLLOWS = new Set(
  `ALL AND BETWEEN BY CASE DISTINCT DO DEFAULT ELSE ESCAPE EXCEPT HAVING IN LIKE NOT ON OR RETURN
  SELECT SET THEN TO VALUES WHEN WHERE ZONE IF`.split(/\s+/),
);

const MAX_NAME_PARTS = 4;

/** The function that the bracket at `open` calls, `a.b.f` with its dots; undefined where it calls none. */
export function functionCalledAt(tokens: Tokens, open: number, frame: Frame): string | undefined {
  const last = open - 1;
  if (frame.inType || !isCallable(tokens, last)) return undefined;
  if (frame.clause === 'from' && !frame.inCondition) return undefined;
  const first = firstPartOf(tokens, last);
  if (!startsExpression(tokens, first)) return undefined;
  const parts = [];
  for (let at = first; at <= last; at += 2) parts.push(tokens.nameAt(at));
  return parts.join('.');
}

function isCallable(tokens: Tokens, index: number): boolean {
  const symbol = tokens.symbol(index);
  if (tokens.symbol(index - 1) === '.') return tokens.isNamePart(index);
  if (RESERVED_FUNCTIONS.has(symbol)) return true;
  return tokens.isName(index) && !SYNTAX_FORMS.has(symbol);
}

function firstPartOf(tokens: Tokens, last: number): number {
  let first = last;
  for (let parts = 1; parts < MAX_NAME_PARTS; parts += 1) {
    if (tokens.symbol(first - 1) !== '.' || !tokens.isNamePart(first - 2)) break;
    first -= 2;
  }
  return first;
}

function startsExpression(tokens: Tokens, index: number): boolean {
  const before = tokens.symbol(index - 1);
  if (before === '::' || before === ')' || before === ']') return false;
  return !tokens.isNamePart(index - 1) || EXPRESSION_FOLLOWS.has(before);
}
