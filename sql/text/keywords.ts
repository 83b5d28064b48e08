/** Words that Trino's grammar (SqlBase.g4, `nonReserved`) never takes as an unquoted name. */
const RESERVED = `
  ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE
  CURRENT_PATH CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE
  DELETE DESCRIBE DISTINCT DROP ELSE END ESCAPE EXCEPT EXISTS EXTRACT FALSE FOR FROM FULL
  GROUP GROUPING HAVING IN INNER INSERT INTERSECT INTO IS JOIN JSON_ARRAY JSON_EXISTS JSON_OBJECT
  JSON_QUERY JSON_TABLE JSON_VALUE LEFT LIKE LISTAGG LOCALTIME LOCALTIMESTAMP NATURAL NORMALIZE NOT
  NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT SKIP TABLE THEN TRIM TRUE UESCAPE
  UNION UNNEST USING VALUES WHEN WHERE WITH`;

/**
 * Words with a meaning in some places that are names in others. AUTO and OVERLAPS are reserved since
 * release 480 or so; older clusters take them as names, so we do.
 */
const NON_RESERVED = `
  ABSENT ADD ADMIN AFTER ALL ANALYZE ANY ARRAY ASC ASYMMETRIC AT AUTHORIZATION AUTO BEGIN BERNOULLI
  BOTH BRANCH BRANCHES CALL CALLED CASCADE CATALOG CATALOGS COALESCE COLUMN COLUMNS COMMENT COMMIT
  COMMITTED CONDITIONAL COPARTITION CORRESPONDING COUNT CURRENT DATA DATE DAY DECLARE DEFAULT
  DEFINE DEFINER DENY DESC DESCRIPTOR DETERMINISTIC DISTRIBUTED DO DOUBLE ELSEIF EMPTY ENCODING
  ERROR EXCLUDING EXECUTE EXPLAIN FAIL FAST FETCH FILTER FINAL FIRST FOLLOWING FORMAT FORWARD
  FUNCTION FUNCTIONS GRACE GRANT GRANTED GRANTS GRAPHVIZ GROUPS HOUR IF IGNORE IMMEDIATE INCLUDING
  INITIAL INLINE INPUT INTERVAL INVOKER IO ISOLATION ITERATE JSON KEEP KEY KEYS LANGUAGE LAST
  LATERAL LEADING LEAVE LEVEL LIMIT LOCAL LOGICAL LOOP MAP MATCH MATCHED MATCHES MATCH_RECOGNIZE
  MATERIALIZED MEASURES MERGE MINUTE MONTH NEAREST NESTED NEXT NFC NFD NFKC NFKD NO NONE NULLIF
  NULLS OBJECT OF OFFSET OMIT ONE ONLY OPTION ORDINALITY OUTPUT OVER OVERFLOW OVERLAPS OVERLAY
  PARTIAL PARTITION PARTITIONS PASSING PAST PATH PATTERN PER PERIOD PERMUTE PIVOT PLACING PLAN
  POSITION PRECEDING PRECISION PRIVILEGES PROPERTIES PRUNE QUOTES RANGE READ REFRESH RENAME REPEAT
  REPEATABLE REPLACE RESET RESPECT RESTRICT RETURN RETURNING RETURNS REVOKE ROLE ROLES ROLLBACK ROW
  ROWS RUNNING SCALAR SCHEMA SCHEMAS SECOND SECURITY SEEK SERIALIZABLE SESSION SET SETS SHOW SIMPLE
  SOME STALE START STATS STRING SUBSET SUBSTRING SYMMETRIC SYSTEM TABLES TABLESAMPLE TEXT TIES TIME
  TIMESTAMP TO TRAILING TRANSACTION TRUNCATE TRY TRY_CAST TYPE UNBOUNDED UNCOMMITTED UNCONDITIONAL
  UNIQUE UNKNOWN UNMATCHED UNTIL UPDATE USE USER UTF16 UTF32 UTF8 VALIDATE VALUE VERBOSE VERSION
  VIEW WHILE WINDOW WITHIN WITHOUT WORK WRAPPER WRITE YEAR ZONE`;

const PUNCTUATION =
  '( ) [ ] { } , . ; : ? @ * / + - % = < > | ^ $ & ! ~ # \\ <> != <= >= || => -> ::';

const words = (list: string) => list.trim().split(/\s+/);

/** By symbol code; code 0 is every token that is no symbol of ours. */
export const SYMBOLS: readonly string[] = [
  ...new Set(['', ...words(RESERVED), ...words(NON_RESERVED), ...words(PUNCTUATION)]),
];

const RESERVED_CODES = words(RESERVED).length;

/** Code of a keyword in upper case or of an operator; 0 for anything else. */
export function keywordCode(symbol: string): number {
  return CODE_OF.get(symbol) ?? 0;
}

const CODE_OF: ReadonlyMap<string, number> = new Map(SYMBOLS.map((symbol, code) => [symbol, code]));

// Keywords by a hash of their letters, so that no word has to be cut out of the text to be looked up.
const SLOTS = 4096;
const LONGEST = Math.max(...SYMBOLS.map((symbol) => symbol.length));
const CODES_BY_HASH = slots();

function slots(): number[][] {
  const table: number[][] = Array.from({ length: SLOTS }, () => []);
  SYMBOLS.forEach((symbol, code) => {
    if (/^\w/.test(symbol)) table[hashOf(symbol, 0, symbol.length)]?.push(code);
  });
  return table;
}

/** Letters of either case give one hash. */
function hashOf(text: string, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at += 1) hash = (hash * 31 + (text.charCodeAt(at) & 0x5f)) | 0;
  return (hash ^ (hash >>> 12)) & (SLOTS - 1);
}

/** Code of the word from `start` to `end`, in any case; 0 where it is no keyword. */
export function wordCode(text: string, start: number, end: number): number {
  if (end - start > LONGEST) return 0;
  const candidates = CODES_BY_HASH[hashOf(text, start, end)] ?? [];
  for (const code of candidates) if (isWord(text, start, end, SYMBOLS[code] ?? '')) return code;
  return 0;
}

function isWord(text: string, start: number, end: number, symbol: string): boolean {
  if (symbol.length !== end - start) return false;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const upper = code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
    if (upper !== symbol.charCodeAt(at - start)) return false;
  }
  return true;
}

/** Reserved words have the first codes. */
export function isReservedCode(code: number): boolean {
  return code > 0 && code <= RESERVED_CODES;
}
