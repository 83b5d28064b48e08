import { isEntityKind } from '../text/entity-kind';
import { type GrammarReader } from './reader';
import { Refusal } from './refusal';

const PRIVILEGES = new Set(['CREATE', 'SELECT', 'DELETE', 'INSERT', 'UPDATE']);
const CURRENT = new Set(['CURRENT_USER', 'CURRENT_ROLE']);

/** Privileges on an object, or roles: which of them shows at ON. */
export function grant(reader: GrammarReader): void {
  const names = privilegesOrRoles(reader);
  if (reader.accept('ON')) {
    grantObject(reader);
    reader.expect('TO');
    principal(reader);
    if (reader.accept('WITH')) reader.expectWords('GRANT OPTION');
    return;
  }
  if (names === 'all') reader.fail('ON');
  reader.expect('TO');
  reader.list(principal);
  if (reader.accept('WITH')) reader.expectWords('ADMIN OPTION');
  endOfRoles(reader, names);
}

export function revoke(reader: GrammarReader): void {
  const ofRoles = acceptOption(reader, 'ADMIN');
  const ofPrivileges = !ofRoles && acceptOption(reader, 'GRANT');
  const names = privilegesOrRoles(reader);
  if (!ofRoles && reader.accept('ON')) {
    grantObject(reader);
    reader.expect('FROM');
    return principal(reader);
  }
  if (names === 'all' || ofPrivileges) reader.fail('ON');
  reader.expect('FROM');
  reader.list(principal);
  endOfRoles(reader, names);
}

export function deny(reader: GrammarReader): void {
  privilegesOrRoles(reader);
  reader.expect('ON');
  grantObject(reader);
  reader.expect('TO');
  principal(reader);
}

function acceptOption(reader: GrammarReader, kind: string): boolean {
  if (!reader.acceptBoth(kind, 'OPTION')) return false;
  reader.expect('FOR');
  return true;
}

/** The token of the first privilege's word that is no name and so no role; `all` for ALL PRIVILEGES. */
function privilegesOrRoles(reader: GrammarReader): number | 'all' | undefined {
  if (reader.acceptBoth('ALL', 'PRIVILEGES')) return 'all';
  let privilege: number | undefined;
  reader.list(() => {
    const isPrivilege = reader.seesAny(PRIVILEGES);
    if (isPrivilege) privilege ??= reader.at;
    if (reader.acceptBoth('CREATE', 'BRANCH')) return;
    if (isPrivilege) reader.at += 1;
    else reader.name();
  });
  return privilege;
}

/** The end of a statement about roles, of which a privilege is none. */
function endOfRoles(reader: GrammarReader, privilege: number | undefined): void {
  if (reader.acceptBoth('GRANTED', 'BY')) grantor(reader);
  if (reader.accept('IN')) reader.name();
  const { tokens } = reader;
  if (privilege === undefined || reader.at < tokens.count) return;
  throw new Refusal(`${tokens.raw(privilege)} is a privilege, no role`, tokens.start(privilege));
}

/** `[BRANCH b IN] [TABLE | SCHEMA | kind] name`. */
export function grantObject(reader: GrammarReader): void {
  if (reader.sees('BRANCH') && reader.isName(1) && reader.sees('IN', 2)) reader.at += 3;
  if (isEntityKind(reader.tokens, reader.at)) reader.at += 1;
  reader.skipQualifiedName();
}

/** A user or role: `bob`, `USER bob`, `ROLE analysts`. */
export function principal(reader: GrammarReader): void {
  if ((reader.sees('USER') || reader.sees('ROLE')) && isPrincipalName(reader)) reader.at += 1;
  reader.name();
}

/** `USER with` is a user called so: only a name behind the word makes it a kind. */
function isPrincipalName(reader: GrammarReader): boolean {
  return reader.isName(1) && !(reader.sees('GRANTED', 1) && reader.sees('BY', 2));
}

export function grantor(reader: GrammarReader): void {
  if (!reader.acceptAny(CURRENT)) principal(reader);
}
