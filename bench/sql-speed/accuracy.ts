import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Analyzer, type StatementContext } from '../../sql/statement-facts';
import { contextOf, loadCorpus } from '../../test/sql/corpus-case';
import { type OtherParsers } from './other-parsers';
import { fromRoot } from './root';
import { STOPPED } from './timing';

/** A statement of which it is known whether Trino accepts it, and perhaps what it touches. */
export interface KnownStatement {
  sql: string;
  valid: boolean;
  tables?: string[];
  context: StatementContext;
}

/** How many of the valid, the invalid, and those with known tables were judged right. */
export interface ParserAccuracy {
  name: string;
  validRead: number;
  invalidRefused: number;
  /** Only of ours: the other parsers know a table from a name of WITH by their own rules. */
  tablesExact?: number;
  stopped: number;
}

export interface AccuracySummary {
  valid: number;
  invalid: number;
  withTables: number;
  parsers: ParserAccuracy[];
}

const lineSchema = z.object({
  sql: z.string(),
  valid: z.boolean(),
  tables: z.array(z.string()).optional(),
  catalog: z.string().nullish(),
  schema: z.string().nullish(),
  /** SQL by name. */
  prepared: z.record(z.string(), z.string()).nullish(),
});

/** The project's own corpus. */
export function ownCorpus(): KnownStatement[] {
  return loadCorpus(fromRoot('test/sql/corpus')).map((one) => ({
    sql: one.sql,
    valid: one.refused === undefined,
    tables: [...(one.reads ?? []), ...(one.writes ?? [])],
    context: contextOf(one),
  }));
}

/** A file of JSON objects, one a line. */
export function corpusIn(file: string): KnownStatement[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const read = lineSchema.safeParse(JSON.parse(line));
    if (!read.success)
      throw new Error(`${file}, line ${index + 1}: ${z.prettifyError(read.error)}`);
    const { catalog, schema, prepared, ...rest } = read.data;
    const context: StatementContext = {
      ...(catalog ? { catalog } : {}),
      ...(schema ? { schema } : {}),
      ...(prepared ? { preparedStatements: prepared } : {}),
    };
    return [{ ...rest, context }];
  });
}

/** Asks every parser about every statement. */
export async function accuracyOf(
  statements: readonly KnownStatement[],
  analyzer: Analyzer,
  others: OtherParsers,
): Promise<AccuracySummary> {
  const parsers = [await ourAccuracy(statements, analyzer)];
  for (const parser of others.all) {
    const accuracy = noneOf(parser.name);
    for (const { sql, valid } of statements) {
      const outcome = await parser.parse(sql);
      if (outcome === STOPPED) accuracy.stopped += 1;
      else count(accuracy, valid, outcome.read);
    }
    parsers.push(accuracy);
  }
  const valid = statements.filter((each) => each.valid);
  const withTables = valid.filter(({ tables }) => tables !== undefined).length;
  return {
    valid: valid.length,
    invalid: statements.length - valid.length,
    withTables,
    parsers,
  };
}

async function ourAccuracy(
  statements: readonly KnownStatement[],
  analyzer: Analyzer,
): Promise<ParserAccuracy> {
  const accuracy = noneOf('analyze');
  let tablesExact = 0;
  for (const { sql, valid, tables, context } of statements) {
    const facts = await analyzer.analyze(sql, context);
    count(accuracy, valid, facts.parsed);
    if (valid && tables !== undefined && isSameSet(tables, facts.tables)) tablesExact += 1;
  }
  return { ...accuracy, tablesExact };
}

function count(accuracy: ParserAccuracy, valid: boolean, read: boolean): void {
  if (valid && read) accuracy.validRead += 1;
  if (!valid && !read) accuracy.invalidRefused += 1;
}

function noneOf(name: string): ParserAccuracy {
  return { name, validRead: 0, invalidRefused: 0, stopped: 0 };
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  const left = new Set(some.map((name) => name.toLowerCase()));
  const right = new Set(others);
  return left.size === right.size && [...left].every((name) => right.has(name));
}
