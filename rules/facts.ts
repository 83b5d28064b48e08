import type { StatementFacts } from '../sql/statement-facts';
import type { FactInput } from './fact-input';
import { localTime } from './local-time';
import { isMetadataQuery } from './metadata-query';

/** A set is a list of strings, a map an object of strings, counts an object of numbers. */
export type FactType = 'string' | 'number' | 'boolean' | 'set' | 'map' | 'counts';
export type FactValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Readonly<Record<string, string>>
  | Readonly<Record<string, number>>;

export interface FactDefinition {
  name: string;
  type: FactType;
  description: string;
  /** Never undefined: what is absent reads as an empty string, set or map. */
  read(input: FactInput, timeZone: string): FactValue;
  /** Its strings have no upper-case letters, so a literal with one could never match. */
  lowerCase?: true;
  /** How every value of it looks, and how to say so to someone who wrote another. */
  form?: { pattern: RegExp; remedy: string };
  /** Its strings sort as they mean, so less-than and greater-than work on them. */
  ordered?: true;
}

type Extras = Pick<FactDefinition, 'lowerCase' | 'form' | 'ordered'>;
type Reader = FactDefinition['read'];

const fact =
  (type: FactType) =>
  (name: string, description: string, read: Reader, extras: Extras = {}): FactDefinition => ({
    name,
    type,
    description,
    read,
    ...extras,
  });

const string = fact('string');
const number = fact('number');
const boolean = fact('boolean');
const set = fact('set');
const map = fact('map');
const counts = fact('counts');

type NameList =
  | 'catalogs'
  | 'schemas'
  | 'catalogSchemas'
  | 'tables'
  | 'readTables'
  | 'writeTables'
  | 'unqualified'
  | 'functions'
  | 'tableFunctions';

const names = (name: NameList & keyof StatementFacts, description: string) =>
  set(name, description, (input) => input.analysis[name], { lowerCase: true });

const client = [
  string('user', 'Name of the user who sent the statement.', (input) => input.user ?? ''),
  set(
    'groups',
    "The user's groups, by the file or service of userGroups in the configuration.",
    (input) => input.groups,
  ),
  string('source', 'What the client calls itself (X-Trino-Source).', (input) => input.source ?? ''),
  set('clientTags', 'Tags that the client sent.', (input) => input.clientTags),
  string('clientInfo', 'Free text that the client sent.', (input) => input.clientInfo ?? ''),
  map(
    'sessionProperties',
    'Session properties that the client sent, by name.',
    (input) => input.sessionProperties,
  ),
  map(
    'headers',
    'Request headers by lower-case name, without those that prove an identity.',
    (input) => input.headers,
    { lowerCase: true },
  ),
  string(
    'remoteAddress',
    'IP address that the statement came from.',
    (input) => input.remoteAddress ?? '',
  ),
  string('userAgent', 'The User-Agent header.', (input) => input.userAgent ?? ''),
  string(
    'catalog',
    'Default catalog of the session, in lower case.',
    (input) => (input.catalog ?? '').toLowerCase(),
    { lowerCase: true },
  ),
  string(
    'schema',
    'Default schema of the session, in lower case.',
    (input) => (input.schema ?? '').toLowerCase(),
    { lowerCase: true },
  ),
];

const statement = [
  string('statement', 'The SQL text as the client sent it.', (input) => input.statement),
  string(
    'queryType',
    "Kind of statement as Trino's syntax tree names it: Query, Insert, CreateTableAsSelect, …, or Unknown.",
    (input) => input.analysis.queryType,
    {
      form: {
        pattern: /^[A-Z][A-Za-z]*[a-z][A-Za-z]*$/,
        remedy:
          'write a name such as Insert or CreateTableAsSelect, or use resourceGroupQueryType for names such as INSERT',
      },
    },
  ),
  string(
    'resourceGroupQueryType',
    "Kind of statement as Trino's resource groups name it: SELECT, INSERT, DATA_DEFINITION, …; empty while the statement is unknown.",
    (input) => input.analysis.resourceGroupQueryType,
    {
      form: {
        pattern:
          /^(SELECT|EXPLAIN|DESCRIBE|INSERT|UPDATE|MERGE|DELETE|ANALYZE|DATA_DEFINITION|ALTER_TABLE_EXECUTE|)$/,
        remedy:
          'write SELECT, EXPLAIN, DESCRIBE, INSERT, UPDATE, MERGE, DELETE, ANALYZE, DATA_DEFINITION, ALTER_TABLE_EXECUTE or an empty text',
      },
    },
  ),
  names('catalogs', 'Catalogs of all tables.'),
  names('schemas', 'Schemas of all tables, without their catalogs.'),
  names('catalogSchemas', 'Schemas of all tables as catalog.schema.'),
  names('tables', 'All tables as catalog.schema.table.'),
  names('readTables', 'Tables that the statement reads.'),
  names('writeTables', 'Tables that the statement writes, creates, changes or drops.'),
  names('unqualified', 'Table names that the session gives no catalog or schema for, as written.'),
  names('functions', 'Functions that are called.'),
  names('tableFunctions', 'Table functions that are called.'),
  boolean(
    'parsed',
    "Whether Trino's grammar accepts the statement; false also for texts too large or deep to be parsed.",
    (input) => input.analysis.parsed,
  ),
  boolean('complete', 'Whether tables surely holds every table.', (input) => {
    return input.analysis.complete;
  }),
  string(
    'fingerprint',
    'Hash of the statement that is the same for other literals, comments and spacing.',
    (input) => input.analysis.fingerprint,
  ),
];

const shape = [
  number('joins', 'Joins in all its queries.', (input) => input.analysis.shape.joins),
  number('subqueries', 'Queries within queries.', (input) => input.analysis.shape.subqueries),
  number('unions', 'UNIONs in all its queries.', (input) => input.analysis.shape.unions),
  number('tableCount', 'References to tables.', (input) => input.analysis.shape.tables),
  number('statementLength', 'Characters of the SQL text.', (input) => input.analysis.shape.length),
  boolean('hasWhere', 'Whether it has a WHERE.', (input) => input.analysis.shape.hasWhere),
  boolean('hasGroupBy', 'Whether it has a GROUP BY.', (input) => input.analysis.shape.hasGroupBy),
  boolean('hasOrderBy', 'Whether it has an ORDER BY.', (input) => input.analysis.shape.hasOrderBy),
  boolean('hasLimit', 'Whether it has a LIMIT.', (input) => input.analysis.shape.hasLimit),
  boolean('hasWindow', 'Whether it has a window function.', (input) => {
    return input.analysis.shape.hasWindow;
  }),
  boolean(
    'isMetadataQuery',
    'Whether it only asks what there is, as BI tools do: SHOW and DESCRIBE, or a query of nothing but information_schema, system.jdbc and system.metadata.',
    (input) => isMetadataQuery(input.analysis),
  ),
  boolean('selectStar', 'Whether it selects *.', (input) => input.analysis.shape.selectStar),
];

const load = [
  counts(
    'runningQueries',
    'Queries that run now in all clusters of a routing group, by its name.',
    (input) => input.load.running,
  ),
  counts(
    'queuedQueries',
    'Queries that wait now in all clusters of a routing group, by its name.',
    (input) => input.load.queued,
  ),
];

const time = [
  string(
    'timeOfDay',
    'HH:MM on a 24-hour clock; works with less-than and greater-than.',
    (input, zone) => localTime(input.now, zone).timeOfDay,
    {
      ordered: true,
      form: {
        pattern: /^(?:[01]\d|2[0-3]):[0-5]\d$/,
        remedy: 'write hours and minutes with two digits each, such as 08:30',
      },
    },
  ),
  number('hour', 'Hour of the day, 0 to 23.', (input, zone) => localTime(input.now, zone).hour),
  string('weekday', 'monday to sunday.', (input, zone) => localTime(input.now, zone).weekday, {
    form: {
      pattern: /^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/,
      remedy: 'write monday, tuesday, wednesday, thursday, friday, saturday or sunday',
    },
  }),
  string(
    'date',
    'YYYY-MM-DD; works with less-than and greater-than.',
    (input, zone) => localTime(input.now, zone).date,
    {
      ordered: true,
      form: {
        pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
        remedy: 'write a date such as 2026-01-31',
      },
    },
  ),
];

/** The facts in the order of the documentation. */
export const factSections: readonly { title: string; facts: readonly FactDefinition[] }[] = [
  { title: 'The client', facts: client },
  { title: 'The statement', facts: statement },
  { title: 'Its shape', facts: shape },
  { title: 'Live load', facts: load },
  { title: 'Time', facts: time },
];

/** Every fact that a rule may test. */
export const facts: readonly FactDefinition[] = factSections.flatMap((section) => section.facts);

const byName = new Map(facts.map((definition) => [definition.name, definition]));

export function factNamed(name: string): FactDefinition | undefined {
  return byName.get(name);
}
