import { type GrammarReader } from './reader';
import { Refusal } from './refusal';

const PRIVILEGES = new Set(['CREATE', 'SELECT', 'DELETE', 'INSERT', 'UPDATE']);
const RESERVED_KINDS = new Set(['TABLE', 'SCHEMA']);
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
  refusePrivileges(reader, names);
  reader.list(principal);
  if (reader.accept('WITH')) reader.expectWords('ADMIN OPTION');
  endOfRoles(reader);
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
  refusePrivileges(reader, names);
  reader.list(principal);
  endOfRoles(reader);
}

export function deny(reader: GrammarReader): void {
  privilegesOrRoles(reader);
  reader.expect('ON');
  grantObject(reader);
  reader.expect('TO');
  principal(reader);
}

function acceptOption(reader: GrammarReader, kind: string): boolean {
  if (!reader.seesBoth(kind, 'OPTION') || !reader.sees('FOR', 2)) return false;
  reader.at += 3;
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

function refusePrivileges(reader: GrammarReader, privilege: number | undefined): void {
  if (privilege === undefined) return;
  const { tokens } = reader;
  throw new Refusal(`${tokens.raw(privilege)} is a privilege, no role`, tokens.start(privilege));
}

function endOfRoles(reader: GrammarReader): void {
  if (reader.acceptBoth('GRANTED', 'BY')) grantor(reader);
  if (reader.accept('IN')) reader.name();
}

/** `[BRANCH b IN] [TABLE | SCHEMA | kind] name`. */
export function grantObject(reader: GrammarReader): void {
  if (reader.sees('BRANCH') && reader.isName(1) && reader.sees('IN', 2)) reader.at += 3;
  if (reader.acceptAny(RESERVED_KINDS)) return reader.skipQualifiedName();
  if (isKind(reader)) reader.at += 1;
  reader.skipQualifiedName();
}

/** A name before the object's own, which goes on or is followed by the end or the next word. */
function isKind(reader: GrammarReader): boolean {
  if (!reader.isName() || !reader.isName(1)) return false;
  const isLast = reader.at + 2 >= reader.tokens.count;
  return isLast || reader.sees('.', 2) || reader.sees('TO', 2) || reader.sees('FROM', 2);
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
