import { string } from './literals';
import { grantObject } from './grants';
import { bracketedRootQuery } from './root-query';
import { type GrammarReader } from './reader';

type Read = (reader: GrammarReader) => void;

const CREATED = new Set(['TABLE', 'SCHEMA', 'VIEW', 'FUNCTION']);
const FROM_OR_IN = new Set(['FROM', 'IN']);

/** All that SHOW shows. */
export function show(reader: GrammarReader): void {
  const read = SHOWN[reader.symbol()];
  if (read === undefined)
    return reader.fail('TABLES, SCHEMAS, CATALOGS, COLUMNS or another thing to show');
  reader.at += 1;
  read(reader);
}

const SHOWN: Readonly<Record<string, Read>> = {
  BRANCHES: (reader) => {
    reader.expectAny(FROM_OR_IN);
    reader.expect('TABLE');
    reader.skipQualifiedName();
  },
  CATALOGS: like,
  COLUMNS: (reader) => {
    reader.expectAny(FROM_OR_IN);
    reader.skipQualifiedName();
    like(reader);
  },
  CREATE: showCreate,
  CURRENT: (reader) => {
    reader.expect('ROLES');
    inCatalog(reader);
  },
  FUNCTIONS: inSchema,
  GRANTS: (reader) => {
    if (reader.accept('ON')) grantObject(reader);
  },
  ROLE: (reader) => {
    reader.expect('GRANTS');
    inCatalog(reader);
  },
  ROLES: inCatalog,
  SCHEMAS: (reader) => {
    inCatalog(reader);
    like(reader);
  },
  SESSION: like,
  STATS: (reader) => {
    reader.expect('FOR');
    if (reader.sees('(')) bracketedRootQuery(reader);
    else reader.skipQualifiedName();
  },
  TABLES: inSchema,
};

function showCreate(reader: GrammarReader): void {
  if (!reader.acceptBoth('MATERIALIZED', 'VIEW')) reader.expectAny(CREATED);
  reader.skipQualifiedName();
}

function inSchema(reader: GrammarReader): void {
  if (reader.acceptAny(FROM_OR_IN)) reader.skipQualifiedName();
  like(reader);
}

function inCatalog(reader: GrammarReader): void {
  if (reader.acceptAny(FROM_OR_IN)) reader.name();
}

function like(reader: GrammarReader): void {
  if (!reader.accept('LIKE')) return;
  string(reader);
  if (reader.accept('ESCAPE')) string(reader);
}

/** `DESCRIBE t`, `DESCRIBE INPUT p`, `DESCRIBE OUTPUT p` or `DESCRIBE OUTPUT (query)`. */
export function describe(reader: GrammarReader): void {
  if (reader.sees('OUTPUT') && reader.sees('(', 1)) {
    reader.at += 1;
    return bracketedRootQuery(reader);
  }
  const ofPrepared = (reader.sees('INPUT') || reader.sees('OUTPUT')) && reader.isName(1);
  if (!ofPrepared) return reader.skipQualifiedName();
  reader.at += 1;
  reader.name();
}
