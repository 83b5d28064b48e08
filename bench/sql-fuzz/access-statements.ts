import { type Draft, list, maybe, oneOf, type Part, seq } from './draft';
import { mentioned, name, plainName, qualifiedName } from './names';
import { type StatementForm } from './statement-form';

const principal: Part = (draft) => draft.add(maybe(oneOf('USER', 'ROLE')), plainName);
const grantor: Part = (draft) => draft.add(oneOf(principal, 'CURRENT_USER', 'CURRENT_ROLE'));
const grantedBy: Part = (draft) => draft.add(maybe('GRANTED BY', grantor));
const inCatalog: Part = (draft) => draft.add(maybe('IN', plainName));
const rows: Part = (draft) => draft.add(oneOf('FROM', 'IN'));

function privileges(draft: Draft): void {
  const privilege = oneOf(
    'SELECT',
    'INSERT',
    'UPDATE',
    'DELETE',
    'CREATE',
    'CREATE BRANCH',
    plainName,
  );
  draft.add(oneOf('ALL PRIVILEGES', list(privilege)));
}

/** Only of tables the names are told. */
function grantObject(draft: Draft): void {
  const table = mentioned('write');
  draft.add(
    oneOf(
      seq('TABLE', table),
      table,
      seq('BRANCH', plainName, 'IN', maybe('TABLE'), table),
      seq('SCHEMA', qualifiedName),
      seq('FUNCTION', qualifiedName),
    ),
  );
}

function shownObject(draft: Draft): void {
  draft.add('ON', maybe(oneOf('TABLE', 'SCHEMA')), qualifiedName);
}

/** Roles and privileges. */
export const ACCESS_STATEMENTS: readonly StatementForm[] = [
  [
    'Grant',
    (d) =>
      d.add('GRANT', privileges, 'ON', grantObject, 'TO', principal, maybe('WITH GRANT OPTION')),
  ],
  [
    'Revoke',
    (d) =>
      d.add('REVOKE', maybe('GRANT OPTION FOR'), privileges, 'ON', grantObject, 'FROM', principal),
  ],
  ['Deny', (d) => d.add('DENY', privileges, 'ON', grantObject, 'TO', principal)],
  [
    'GrantRoles',
    (d) =>
      d.add(
        'GRANT',
        list(plainName),
        'TO',
        list(principal),
        maybe('WITH ADMIN OPTION'),
        grantedBy,
        inCatalog,
      ),
  ],
  [
    'RevokeRoles',
    (d) =>
      d.add(
        'REVOKE',
        maybe('ADMIN OPTION FOR'),
        list(plainName),
        'FROM',
        list(principal),
        grantedBy,
        inCatalog,
      ),
  ],
  ['CreateRole', (d) => d.add('CREATE ROLE', plainName, maybe('WITH ADMIN', grantor), inCatalog)],
  ['DropRole', (d) => d.add('DROP ROLE', maybe('IF EXISTS'), plainName, inCatalog)],
  ['SetRole', (d) => d.add('SET ROLE', oneOf('ALL', 'NONE', plainName), inCatalog)],
  ['ShowGrants', (d) => d.add('SHOW GRANTS', maybe(shownObject))],
  ['ShowRoles', (d) => d.add('SHOW', maybe('CURRENT'), 'ROLES', maybe(rows, name))],
  ['ShowRoleGrants', (d) => d.add('SHOW ROLE GRANTS', maybe(rows, name))],
];
