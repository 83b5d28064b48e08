import { join } from 'node:path';
import { type StatementFacts } from '../../sql/statement-facts';
import { analyzerOfThisFile } from './analyzer';
import { casesOf, contextOf, type CorpusCase, loadCorpus } from './corpus-case';

const analyze = analyzerOfThisFile();

const titled = loadCorpus(join(__dirname, 'corpus')).map((one): [string, CorpusCase] => [
  `${one.file}: ${one.sql.slice(0, 100)}`,
  one,
]);
const isValid = ([, one]: [string, CorpusCase]) => one.refused === undefined;

describe('statements that Trino accepts are read whole', () => {
  test.each(titled.filter(isValid))('%s', async (_title, one) => {
    const facts = await analyze(one.sql, contextOf(one));
    expect(facts).toMatchObject({
      parsed: true,
      complete: true,
      parser: 'trino-grammar',
      queryType: one.type,
      resourceGroupQueryType: one.group,
    });
    expect(namesIn(facts)).toEqual(expectedNames(one));
    expect(facts.killedQueryId).toBe(one.killed);
    expect(facts).not.toHaveProperty('syntaxError');
  });
});

describe('statements that Trino refuses are refused at the same place', () => {
  test.each(titled.filter((each) => !isValid(each)))('%s', async (_title, one) => {
    const facts = await analyze(one.sql, contextOf(one));
    expect(facts).toMatchObject({ parsed: false, syntaxError: one.refused });
    if (one.type !== undefined) expect(facts.queryType).toBe(one.type);
    if (one.group !== undefined) expect(facts.resourceGroupQueryType).toBe(one.group);
    expect(namesIn(facts)).toMatchObject(givenNames(one));
  });
});

describe('a corpus file that is written wrong', () => {
  test.each([
    ['- {sql: select 1, type: Query, group: SELECT, read: []}', /x\.sql\.yaml, case 1 .*"read"/s],
    ['- {sql: select 1, type: Query}', /"type" and "group" are missing/],
    ['- {sql: 1}', /case 1 .*string/s],
    ['- {sql: a, type: A, group: B, reads: [a.b]}', /dots/],
    ['sql: select 1', /list of cases/],
  ])('%s', (text, message) => {
    expect(() => casesOf('x.sql.yaml', text)).toThrow(message);
  });
});

type Names = Record<(typeof LISTS)[number], string[]>;

const LISTS = [
  'readTables',
  'writeTables',
  'tables',
  'unqualified',
  'functions',
  'tableFunctions',
  'catalogs',
  'schemas',
  'catalogSchemas',
] as const;

/** The lists of the facts as sets: sorted, but told apart if a name is in one twice. */
function namesIn(facts: StatementFacts): Names {
  return Object.fromEntries(LISTS.map((list) => [list, facts[list].toSorted()])) as Names;
}

function expectedNames(one: CorpusCase): Names {
  const { reads = [], writes = [], unqualified = [], functions = [], tableFunctions = [] } = one;
  const tables = [...reads, ...writes];
  const parts = tables.map((table) => table.split('.'));
  return {
    readTables: set(reads),
    writeTables: set(writes),
    tables: set(tables),
    unqualified: set(unqualified),
    functions: set(functions),
    tableFunctions: set(tableFunctions),
    catalogs: set(one.catalogs ?? parts.map(([catalog]) => catalog!)),
    schemas: set(one.schemas ?? parts.map(([, schema]) => schema!)),
    catalogSchemas: set(one.catalogSchemas ?? parts.map(([c, s]) => `${c}.${s}`)),
  };
}

/** Of a refused statement only the lists that its case gives count. */
function givenNames(one: CorpusCase): Partial<Names> {
  const given = {
    readTables: one.reads,
    writeTables: one.writes,
    unqualified: one.unqualified,
    functions: one.functions,
    tableFunctions: one.tableFunctions,
    catalogs: one.catalogs,
    schemas: one.schemas,
    catalogSchemas: one.catalogSchemas,
  };
  const lists = Object.entries(given).flatMap(([list, all]) => (all ? [[list, set(all)]] : []));
  return Object.fromEntries(lists) as Partial<Names>;
}

function set(all: string[]): string[] {
  return [...new Set(all)].toSorted();
}
