import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type StatementContext } from '../../sql/statement-facts';
import { SESSION } from './analyzer';

const names = z.array(z.string().min(1));

const caseSchema = z.strictObject({
  sql: z.string(),
  /** Trino's class of the statement, and its class for resource groups. */
  type: z.string().optional(),
  group: z.string().optional(),
  reads: names.optional(),
  writes: names.optional(),
  unqualified: names.optional(),
  functions: names.optional(),
  tableFunctions: names.optional(),
  /** Only where they are not just those of the tables. */
  catalogs: names.optional(),
  schemas: names.optional(),
  catalogSchemas: names.optional(),
  killed: z.string().optional(),
  session: z.strictObject({ catalog: z.string(), schema: z.string() }).partial().optional(),
  prepared: z.record(z.string(), z.string()).optional(),
  /** Where Trino's parser points when it does not accept the statement. */
  refused: z.strictObject({ line: z.int().positive(), column: z.int().positive() }).optional(),
  /** Judged by Trino 483; release 476, which the real-Trino suite runs, thinks otherwise. */
  newer: z.literal(true).optional(),
  note: z.string().optional(),
});

/** One statement of the corpus, and what is to be known of it. */
export type CorpusCase = z.infer<typeof caseSchema> & { file: string };

/** All cases of the folder's `*.sql.yaml` files; throws, naming file and case, where one is written wrong. */
export function loadCorpus(folder: string): CorpusCase[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql.yaml'));
  const cases = files
    .sort()
    .flatMap((file) => casesOf(file, readFileSync(join(folder, file), 'utf8')));
  refuseRepeated(cases);
  return cases;
}

/** The session a case is read in: that of the other tests, unless it says its own. */
export function contextOf({ session = SESSION, prepared }: CorpusCase): StatementContext {
  return { ...session, preparedStatements: prepared };
}

/** The cases of one file's text. */
export function casesOf(file: string, text: string): CorpusCase[] {
  const entries: unknown = parse(text) ?? [];
  if (!Array.isArray(entries)) throw new Error(`${file}: a list of cases is expected`);
  return entries.map((entry, index) => {
    const read = caseSchema.safeParse(entry);
    const where = `${file}, case ${index + 1} (${beginning(entry)})`;
    if (!read.success) throw new Error(`${where}: ${z.prettifyError(read.error)}`);
    const problem = problemOf(read.data);
    if (problem) throw new Error(`${where}: ${problem}`);
    return { ...read.data, file };
  });
}

function problemOf({ refused, type, group, ...rest }: z.infer<typeof caseSchema>) {
  if (refused === undefined && (type === undefined || group === undefined))
    return '"type" and "group" are missing';
  const tables = [...(rest.reads ?? []), ...(rest.writes ?? [])];
  const told = rest.catalogs && rest.schemas && rest.catalogSchemas;
  if (!told && tables.some((table) => table.split('.').length !== 3))
    return 'beside a table name that dots do not part in three, say catalogs, schemas, catalogSchemas';
  return undefined;
}

function refuseRepeated(cases: CorpusCase[]): void {
  const seen = new Map<string, string>();
  for (const one of cases) {
    const key = JSON.stringify([one.sql, contextOf(one)]);
    const earlier = seen.get(key);
    if (earlier) throw new Error(`${one.file}: ${beginning(one)} is already in ${earlier}`);
    seen.set(key, one.file);
  }
}

function beginning(entry: unknown): string {
  const sql: unknown = (entry as { sql?: unknown } | null)?.sql;
  return JSON.stringify(typeof sql === 'string' ? sql.slice(0, 100) : entry) ?? String(entry);
}
