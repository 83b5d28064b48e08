import { argument } from './calls';
import { brackets, type Draft, list, maybe, oneOf, type Part, seq } from './draft';
import { expression } from './expressions';
import { literal, string } from './literals';
import { mentioned, name, plainName, qualifiedName, writeTableName } from './names';
import { properties, propertyAssignments } from './properties';
import { functionDeclaration, functionSpecification } from './routines';
import { type StatementForm } from './statement-form';
import { type } from './types';

const target = mentioned('write');
const ifExists: Part = (draft) => draft.add(maybe('IF EXISTS'));
const ifNotExists: Part = (draft) => draft.add(maybe('IF NOT EXISTS'));
const withProperties: Part = (draft) => draft.add(maybe('WITH', properties));
const comment: Part = (draft) => draft.add(maybe('COMMENT', string));
const behavior: Part = (draft) => draft.add(maybe(oneOf('CASCADE', 'RESTRICT')));
const principal: Part = (draft) => draft.add(maybe(oneOf('USER', 'ROLE')), plainName);

function columnDefinition(draft: Draft): void {
  draft.add(qualifiedName, type, maybe('DEFAULT', literal), maybe('NOT NULL'), comment);
  draft.add(withProperties);
}

function createTable(draft: Draft): void {
  const like = seq('LIKE', mentioned('read'), maybe(oneOf('INCLUDING', 'EXCLUDING'), 'PROPERTIES'));
  const table = oneOf('TABLE', 'OR REPLACE TABLE', 'TABLE IF NOT EXISTS');
  draft.add('CREATE', table, target, brackets(list(oneOf(columnDefinition, like))));
  draft.add(comment, withProperties);
}

/** The new name takes the parts that it lacks from the old one. */
function renameWithin(kind: string): Part {
  return (draft) => {
    draft.add('ALTER', kind);
    const from = writeTableName(draft);
    draft.add('RENAME TO');
    const to = writeTableName(draft);
    const kept = from.slice(0, Math.max(0, from.length - to.length));
    draft.ledger.mention('write', from);
    draft.ledger.mention('write', [...kept, ...to]);
  };
}

function commentOnColumn(draft: Draft): void {
  draft.add('COMMENT ON COLUMN', target, '.', name, 'IS', oneOf('NULL', string));
}

function alterTable(...change: Part[]): Part {
  return (draft) => draft.add('ALTER TABLE', ifExists, target, ...change);
}

function alterColumn(...change: Part[]): Part {
  return alterTable('ALTER COLUMN', qualifiedName, ...change);
}

function setAuthorization(draft: Draft): void {
  const owned = seq(oneOf('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'FUNCTION'), target);
  draft.add('ALTER', oneOf(owned, seq('SCHEMA', qualifiedName)), 'SET AUTHORIZATION', principal);
}

/** CREATE, ALTER, DROP and COMMENT of everything but queries. */
export const DEFINITION_STATEMENTS: readonly StatementForm[] = [
  ['CreateTable', createTable],
  ['DropTable', (d) => d.add('DROP TABLE', ifExists, target)],
  ['DropView', (d) => d.add('DROP VIEW', ifExists, target)],
  ['DropMaterializedView', (d) => d.add('DROP MATERIALIZED VIEW', ifExists, target)],
  ['TruncateTable', (d) => d.add('TRUNCATE TABLE', target)],
  [
    'Comment',
    (d) => d.add('COMMENT ON', oneOf('TABLE', 'VIEW'), target, 'IS', oneOf('NULL', string)),
  ],
  ['Comment', commentOnColumn],
  ['RenameTable', renameWithin('TABLE')],
  ['RenameView', renameWithin('VIEW')],
  [
    'RenameMaterializedView',
    (d) => d.add('ALTER MATERIALIZED VIEW', ifExists, target, 'RENAME TO', target),
  ],
  ['RefreshMaterializedView', (d) => d.add('REFRESH MATERIALIZED VIEW', target)],
  ['RefreshView', (d) => d.add('ALTER VIEW', target, 'REFRESH')],
  [
    'AddColumn',
    alterTable(
      'ADD COLUMN',
      ifNotExists,
      columnDefinition,
      maybe(oneOf('FIRST', 'LAST', seq('AFTER', plainName))),
    ),
  ],
  ['RenameColumn', alterTable('RENAME COLUMN', ifExists, qualifiedName, 'TO', name)],
  ['DropColumn', alterTable('DROP COLUMN', ifExists, qualifiedName)],
  ['SetDefaultValue', alterColumn('SET DEFAULT', literal)],
  ['DropDefaultValue', alterColumn('DROP DEFAULT')],
  ['SetColumnType', alterColumn('SET DATA TYPE', type)],
  ['DropNotNullConstraint', alterTable('ALTER COLUMN', plainName, 'DROP NOT NULL')],
  [
    'SetProperties',
    seq(
      'ALTER',
      oneOf('TABLE', 'MATERIALIZED VIEW'),
      target,
      'SET PROPERTIES',
      propertyAssignments,
    ),
  ],
  [
    'TableExecute',
    (d) =>
      d.add(
        'ALTER TABLE',
        target,
        'EXECUTE',
        plainName,
        maybe(brackets(maybe(list(argument)))),
        maybe('WHERE', expression),
      ),
  ],
  ['SetAuthorizationStatement', setAuthorization],
  [
    'CreateSchema',
    (d) =>
      d.add(
        'CREATE SCHEMA',
        ifNotExists,
        qualifiedName,
        maybe('AUTHORIZATION', principal),
        withProperties,
      ),
  ],
  ['DropSchema', (d) => d.add('DROP SCHEMA', ifExists, qualifiedName, behavior)],
  ['RenameSchema', (d) => d.add('ALTER SCHEMA', qualifiedName, 'RENAME TO', name)],
  [
    'CreateCatalog',
    (d) =>
      d.add(
        'CREATE CATALOG',
        ifNotExists,
        plainName,
        'USING',
        plainName,
        comment,
        maybe('AUTHORIZATION', principal),
        withProperties,
      ),
  ],
  ['DropCatalog', (d) => d.add('DROP CATALOG', ifExists, plainName, behavior)],
  ['CreateFunction', (d) => d.add('CREATE', maybe('OR REPLACE'), functionSpecification)],
  ['DropFunction', (d) => d.add('DROP FUNCTION', ifExists, functionDeclaration)],
  [
    'CreateBranch',
    (d) =>
      d.add(
        'CREATE',
        oneOf('BRANCH', 'OR REPLACE BRANCH', 'BRANCH IF NOT EXISTS'),
        plainName,
        withProperties,
        'IN TABLE',
        target,
        maybe('FROM', name),
      ),
  ],
  ['DropBranch', (d) => d.add('DROP BRANCH', ifExists, plainName, 'IN TABLE', target)],
  [
    'FastForwardBranch',
    (d) => d.add('ALTER BRANCH', plainName, 'IN TABLE', target, 'FAST FORWARD TO', name),
  ],
];
