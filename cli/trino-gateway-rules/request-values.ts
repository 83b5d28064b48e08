import { SECRET_HEADERS } from '../../protocol/headers';
import type { TextValue, Value } from './value';

type Absent = TextValue['absent'];

const text = (fact: TextValue['fact'], name: string, absent: Absent): TextValue => ({
  kind: 'text',
  fact,
  name,
  absent,
});

const headerFact = (name: string) => ({ fact: 'headers', path: `$['${name}']` });

const optional = (fact: TextValue['fact'], name: string): Value => ({
  kind: 'optional',
  of: text(fact, name, 'null'),
});

const fact = (name: string) => ({ fact: name });
const isParsed = { fact: 'parsed', operator: 'equal', value: true };
const isQualified = { fact: 'unqualified', path: '$.length', operator: 'equal', value: 0 };
const isNotParsed = { fact: 'parsed', operator: 'equal', value: false };
const isUnqualified = { fact: 'unqualified', path: '$.length', operator: 'greaterThan', value: 0 };

const PROPERTIES: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  // Rules decide about statements alone, and these come by POST /v1/statement.
  request: {
    method: { kind: 'constant', value: 'POST' },
    requestURI: { kind: 'constant', value: '/v1/statement' },
    remoteAddr: text(fact('remoteAddress'), 'the remote address', 'never'),
  },
  trinoQueryProperties: {
    body: text(fact('statement'), 'the statement', 'never'),
    queryType: text(fact('queryType'), 'the query type', 'never'),
    resourceGroupQueryType: text(fact('resourceGroupQueryType'), 'the query type', 'never'),
    defaultCatalog: optional(headerFact('x-trino-catalog'), 'the header X-Trino-Catalog'),
    defaultSchema: optional(headerFact('x-trino-schema'), 'the header X-Trino-Schema'),
    catalogs: { kind: 'set', fact: 'catalogs' },
    schemas: { kind: 'set', fact: 'schemas' },
    catalogSchemas: { kind: 'set', fact: 'catalogSchemas' },
    tables: { kind: 'set', fact: 'tables' },
    // "For any POST" is what the code says.
    isNewQuerySubmission: { kind: 'constant', value: true },
    errorMessage: { kind: 'presence', formula: { any: [isNotParsed, isUnqualified] } },
    isQueryParsingSuccessful: { kind: 'formula', formula: { all: [isParsed, isQualified] } },
  },
  trinoRequestUser: { user: optional(fact('user'), 'the user') },
};

/** What `object.getName()`, `object.getName` or `object.name` is; undefined when not translated. */
export function propertyOf(object: string, written: string): Value | undefined {
  const properties = PROPERTIES[object];
  if (properties === undefined) return undefined;
  const bean = written.replace(/^get(?=[A-Z])/, '');
  const decapitalized = bean.charAt(0).toLowerCase() + bean.slice(1);
  return [written, decapitalized, `is${capitalized(written)}`]
    .filter((name) => Object.hasOwn(properties, name))
    .map((name) => properties[name])[0];
}

/** What `request.getHeader(name)` gives; a sentence when rules cannot know it. */
export function headerValueOf(name: string): TextValue | string {
  const lower = name.toLowerCase();
  if (SECRET_HEADERS.has(lower)) return 'proves an identity, so that rules never see it';
  if (CALL_HEADERS.has(lower)) return 'speaks of the connection, so that rules never see it';
  if (!/^[a-z0-9!#$%&*+.^_`|~-]+$/.test(lower)) return 'is no header name';
  const where = lower === 'x-trino-source' ? fact('source') : headerFact(lower);
  return text(where, `the header ${name}`, 'null');
}

// As router-service/client-headers.ts leaves out.
const CALL_HEADERS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
