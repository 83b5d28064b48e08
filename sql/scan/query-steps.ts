import { type QueryScan } from './query-scan';
import { expressionFrame, type Frame } from './scan-frame';

/** What a word or bracket does to the scan; false where it is only a name or has no meaning. */
type Step = (scan: QueryScan, frame: Frame) => boolean | void;

export const STEPS: Readonly<Record<string, Step>> = {
  '(': (scan, frame) => scan.openRound(frame),
  '[': (scan) => scan.open({ ...expressionFrame(), clause: 'rest' }),
  ')': (scan) => scan.close(),
  ']': (scan) => scan.close(),
  ',': comma,
  '*': star,
  AS: (_scan, frame) => {
    frame.inType ||= frame.isCast;
    return false;
  },
  EXCEPT: setOperation,
  FETCH: (scan, frame) => ['FIRST', 'NEXT'].includes(scan.next()) && limit(scan, frame),
  FROM: from,
  GROUP: (scan, frame) => scan.next() === 'BY' && clause(scan, frame, 'hasGroupBy'),
  HAVING: endOfRelations,
  INTERSECT: setOperation,
  JOIN: join,
  // In a relation's place these open brackets of their own; elsewhere they are names.
  LATERAL: (scan) => scan.next() === '(',
  NEAREST: (scan) => scan.next() === '(',
  LIMIT: (scan, frame) => (scan.isNextNumber() ? limit(scan, frame) : limitAll(scan, frame)),
  OFFSET: (scan, frame) => scan.isNextNumber() && endOfRelations(scan, frame),
  ON: (_scan, frame) => {
    frame.inCondition = frame.clause === 'from';
  },
  ORDER: (scan, frame) => scan.next() === 'BY' && clause(scan, frame, 'hasOrderBy'),
  OVER: (scan) => {
    if (scan.next(-1) === ')' && (scan.next() === '(' || scan.isNextName()))
      scan.found.hasWindow = true;
    return false;
  },
  SELECT: (scan, frame) => {
    scan.beginQuery();
    frame.clause = 'select';
    frame.inCondition = false;
    frame.commaSeparatesRelations = false;
  },
  TABLE: table,
  UNION: (scan, frame) => {
    scan.found.unions += 1;
    setOperation(scan, frame);
  },
  VALUES: (scan, frame) => {
    if (frame.clause !== 'start') return false;
    scan.beginQuery();
    frame.clause = 'rest';
  },
  WHEN: (scan, frame) => isMergeCase(scan) && endOfRelations(scan, frame),
  WHERE: (scan, frame) => clause(scan, frame, 'hasWhere'),
  WINDOW: (scan, frame) =>
    scan.isNextName() && scan.next(2) === 'AS' && clause(scan, frame, 'hasWindow'),
  WITH: withClause,
};

/** Trino makes each comma of a FROM list an implicit join. */
function comma(scan: QueryScan, frame: Frame): boolean {
  if (frame.clause !== 'from' || !frame.commaSeparatesRelations) return false;
  scan.found.joins += 1;
  frame.expectsRelation = true;
  frame.inCondition = false;
  return true;
}

/** `*` and `t.*` as select items, but no multiplication and no `count(*)`. */
function star(scan: QueryScan, frame: Frame): boolean {
  const selects = ['SELECT', 'DISTINCT', 'ALL', ',', '.'].includes(scan.next(-1));
  if (frame.clause === 'select' && selects) scan.found.selectStar = true;
  return false;
}

/** FROM begins relations behind a select list only: not in EXTRACT(x FROM y) or IS DISTINCT FROM. */
function from(scan: QueryScan, frame: Frame): boolean {
  const compares = scan.next(-1) === 'DISTINCT' && ['IS', 'NOT'].includes(scan.next(-2));
  if (frame.clause !== 'select' || compares) return false;
  frame.clause = 'from';
  frame.expectsRelation = true;
  frame.commaSeparatesRelations = true;
  return true;
}

function join(scan: QueryScan, frame: Frame): boolean {
  if (frame.clause !== 'from') return false;
  scan.found.joins += 1;
  frame.expectsRelation = true;
  frame.inCondition = false;
  return true;
}

function setOperation(scan: QueryScan, frame: Frame): void {
  scan.beginQuery();
  frame.clause = 'start';
}

function endOfRelations(_scan: QueryScan, frame: Frame): boolean {
  if (!frame.isQuery) return false;
  frame.clause = 'rest';
  frame.expectsRelation = false;
  return true;
}

function clause(
  scan: QueryScan,
  frame: Frame,
  flag: 'hasWhere' | 'hasGroupBy' | 'hasOrderBy' | 'hasWindow',
): boolean {
  if (!endOfRelations(scan, frame)) return false;
  scan.found[flag] = true;
  return true;
}

function limit(scan: QueryScan, frame: Frame): boolean {
  if (!endOfRelations(scan, frame)) return false;
  scan.found.hasLimit = true;
  return true;
}

/** `LIMIT ALL` ends the relations and limits nothing. */
function limitAll(scan: QueryScan, frame: Frame): boolean {
  return scan.next() === 'ALL' && endOfRelations(scan, frame);
}

/** `TABLE t` is a query; of `TABLE(…)` the bracket tells what it is. */
function table(scan: QueryScan, frame: Frame): boolean {
  if (scan.next() === '(') return true;
  if (frame.clause !== 'start' || !scan.isNextName()) return false;
  scan.beginQuery();
  frame.clause = 'rest';
  scan.takeNextTable();
  return true;
}

/** `WHEN MATCHED` and `WHEN NOT MATCHED` end the source of a MERGE. */
function isMergeCase(scan: QueryScan): boolean {
  return scan.next(scan.next() === 'NOT' ? 2 : 1) === 'MATCHED';
}

function withClause(scan: QueryScan, frame: Frame): boolean {
  if (frame.clause !== 'start') return false;
  scan.beginQuery();
  const named = ['AS', '('].includes(scan.next(2));
  if (scan.next() === 'FUNCTION' && !named) scan.skipFunctions();
  else if (scan.next() === 'SESSION' && !named) scan.skipSession();
  else {
    frame.isRecursive = scan.next() === 'RECURSIVE';
    if (frame.isRecursive) scan.skipWord();
    scan.takeWithName();
  }
  return true;
}
