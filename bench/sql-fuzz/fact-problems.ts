import { isDeepStrictEqual } from 'node:util';
import { type StatementFacts } from '../../sql/statement-facts';
import { type Expected } from './generate';
import { type FuzzText } from './fuzz-text';

/** What is wrong with the facts of a text: against what was put into it, and in themselves. */
export function factProblems({ sql, expected }: FuzzText, facts: StatementFacts): string[] {
  const problems = [...brokenInvariants(facts)];
  // Beyond `parsed` the facts of EXECUTE speak of another text.
  if (!/execute/i.test(sql)) problems.push(...brokenVerdict(facts));
  if (expected) problems.push(...unexpected(expected, facts));
  return problems;
}

/** The facts that differ between two analyses of one text. */
export function instability(first: StatementFacts, second: StatementFacts): string[] {
  const keys = Object.keys({ ...first, ...second }) as (keyof StatementFacts)[];
  return keys
    .filter((key) => !isDeepStrictEqual(first[key], second[key]))
    .map((key) => `${key} was ${brief(first[key])}, then ${brief(second[key])}`);
}

function unexpected(expected: Expected, facts: StatementFacts): string[] {
  const problems: string[] = [];
  if (!facts.parsed) problems.push(`is not parsed: ${facts.syntaxError?.message ?? facts.parser}`);
  if (!facts.complete) problems.push('is not complete');
  if (facts.queryType !== expected.queryType)
    problems.push(`queryType is ${facts.queryType}, not ${expected.queryType}`);
  for (const list of LISTS_PUT_IN)
    if (!isSameSet(new Set(facts[list]), expected[list]))
      problems.push(`${list} are ${brief(facts[list])}, not ${brief([...expected[list]])}`);
  return problems;
}

const LISTS_PUT_IN = ['readTables', 'writeTables', 'unqualified', 'tableFunctions'] as const;

function brokenVerdict({ parsed, syntaxError }: StatementFacts): string[] {
  return parsed && syntaxError ? [`is parsed in spite of: ${syntaxError.message}`] : [];
}

const LOWER_CASE_LISTS = [
  'catalogs',
  'schemas',
  'catalogSchemas',
  'tables',
  'readTables',
  'writeTables',
  'unqualified',
  'functions',
  'tableFunctions',
] as const;

function brokenInvariants(facts: StatementFacts): string[] {
  const problems: string[] = [];
  const { tables, readTables, writeTables, catalogSchemas, catalogs, schemas } = facts;
  if (!isSameSet(new Set(tables), new Set([...readTables, ...writeTables])))
    problems.push('tables are not those read and those written');
  for (const list of LOWER_CASE_LISTS) {
    if (new Set(facts[list]).size < facts[list].length) problems.push(`${list} repeat a name`);
    if (facts[list].some((one) => one !== one.toLowerCase()))
      problems.push(`${list} have upper case`);
  }
  if (!areIn(tables, catalogSchemas)) problems.push('a table is in none of catalogSchemas');
  if (!areIn(catalogSchemas, catalogs)) problems.push('a schema is in none of catalogs');
  if (!catalogSchemas.every((full) => schemas.some((one) => full.endsWith(`.${one}`))))
    problems.push('a part of catalogSchemas is none of schemas');
  // A text of which only the beginning was looked at has none.
  if (!/^([0-9a-f]{64})?$/.test(facts.fingerprint)) problems.push('the fingerprint is no hash');
  return problems;
}

/** Whether each of the names lies in one of the outer ones. Only the first of very many are looked at. */
function areIn(names: readonly string[], outer: readonly string[]): boolean {
  return names.slice(0, 100).every((name) => outer.some((one) => name.startsWith(`${one}.`)));
}

function isSameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((one) => right.has(one));
}

function brief(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').slice(0, 200);
}
