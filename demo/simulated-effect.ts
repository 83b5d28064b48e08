import { randomUUID } from 'node:crypto';
import { locate, syntaxError, userError, type SimulatedError } from './simulated-error';

/** What a statement does, which is known as soon as it runs. */
export type StatementEffect =
  | { kind: 'rows' }
  | { kind: 'update'; updateType: string }
  | { kind: 'command'; updateType: string; headers: Record<string, string> }
  | { kind: 'failure'; error: SimulatedError };

/** What a statement finds in its session headers and in the coordinator's memory. */
export interface StatementSession {
  /** `NONE`, an id, or undefined for a client that knows no transactions. */
  transactionId: string | undefined;
  preparedStatements: Readonly<Record<string, string>>;
  /** Open transactions of this coordinator; statements change it. */
  transactions: Set<string>;
}

const ROWS =
  /^(?:SELECT|WITH|VALUES|TABLE|SHOW|DESCRIBE|DESC|EXPLAIN|CALL|EXECUTE\s+IMMEDIATE|\()/i;
const UPDATES = /^(?:INSERT|DELETE|UPDATE|MERGE)\b/i;
const CREATE_AS =
  /^CREATE\s+(?:OR\s+REPLACE\s+)?TABLE\b[\s\S]*?\bAS\s*(?:\(|SELECT|WITH|VALUES|TABLE)/i;
const OTHERS =
  /^(ALTER|ANALYZE|COMMENT|CREATE|DENY|DROP|GRANT|REFRESH|REVOKE|SET|TRUNCATE)\b(?:\s+(\w+))?/i;

/** Says what Trino would make of a statement, as far as its first words tell. */
export function effectOf(statement: string, session: StatementSession): StatementEffect {
  const { text, line, column } = locate(statement);
  const { transactionId, transactions } = session;
  if (isOpen(transactionId) && !transactions.has(transactionId))
    return failure(
      'UNKNOWN_TRANSACTION',
      20,
      `Unknown transaction ID: ${transactionId}. Possibly expired? Commands ignored until end of transaction block`,
    );
  const special =
    transactionEffect(text, session) ?? preparedEffect(text, session) ?? sessionEffect(text);
  if (special !== undefined) return special;
  if (ROWS.test(text)) return { kind: 'rows' };
  if (CREATE_AS.test(text)) return { kind: 'update', updateType: 'CREATE TABLE' };
  if (UPDATES.test(text)) return { kind: 'update', updateType: firstWord(text) };
  const other = OTHERS.exec(text);
  if (other !== null)
    return command([other[1], other[2]].filter(Boolean).join(' ').toUpperCase(), {});
  return { kind: 'failure', error: syntaxError(text, line, column) };
}

function transactionEffect(text: string, session: StatementSession): StatementEffect | undefined {
  const { transactionId, transactions } = session;
  if (/^START\s+TRANSACTION\b/i.test(text)) {
    if (transactionId === undefined)
      return failure('INCOMPATIBLE_CLIENT', 27, 'Client does not support transactions');
    if (isOpen(transactionId))
      return failure('NOT_SUPPORTED', 13, 'Nested transactions not supported');
    const started = randomUUID();
    transactions.add(started);
    return command('START TRANSACTION', { 'X-Trino-Started-Transaction-Id': started });
  }
  if (!/^(?:COMMIT|ROLLBACK)\b/i.test(text)) return undefined;
  if (!isOpen(transactionId))
    return failure('NOT_IN_TRANSACTION', 21, 'No transaction in progress');
  transactions.delete(transactionId);
  return command(firstWord(text), { 'X-Trino-Clear-Transaction-Id': 'true' });
}

function preparedEffect(text: string, session: StatementSession): StatementEffect | undefined {
  const prepare = /^PREPARE\s+(\w+)\s+FROM\s+([\s\S]+)$/i.exec(text);
  if (prepare !== null)
    return command('PREPARE', {
      'X-Trino-Added-Prepare': `${prepare[1]}=${urlEncoded(prepare[2] ?? '')}`,
    });
  const [, verb = '', name = ''] =
    /^(EXECUTE|DEALLOCATE\s+PREPARE)\s+(?!IMMEDIATE\b)(\w+)/i.exec(text) ?? [];
  if (name === '') return undefined;
  if (!(name in session.preparedStatements))
    return failure('NOT_FOUND', 5, `Prepared statement not found: ${name}`);
  if (/^EXECUTE/i.test(verb)) return { kind: 'rows' };
  return command('DEALLOCATE', { 'X-Trino-Deallocated-Prepare': name });
}

function sessionEffect(text: string): StatementEffect | undefined {
  const use = /^USE\s+(?:(\w+)\s*\.\s*)?(\w+)\s*$/i.exec(text);
  if (use !== null) {
    const catalog: Record<string, string> =
      use[1] === undefined ? {} : { 'X-Trino-Set-Catalog': use[1] };
    return command('USE', { ...catalog, 'X-Trino-Set-Schema': use[2] ?? '' });
  }
  const set = /^SET\s+SESSION\s+([\w.]+)\s*=\s*('(?:[^']|'')*'|[^\s']+)\s*$/i.exec(text);
  if (set !== null)
    return command('SET SESSION', {
      'X-Trino-Set-Session': `${set[1]}=${urlEncoded(unquoted(set[2] ?? ''))}`,
    });
  const reset = /^RESET\s+SESSION\s+([\w.]+)\s*$/i.exec(text);
  if (reset === null) return undefined;
  return command('RESET SESSION', { 'X-Trino-Clear-Session': reset[1] ?? '' });
}

function isOpen(transactionId: string | undefined): transactionId is string {
  return transactionId !== undefined && transactionId !== 'NONE';
}

function command(updateType: string, headers: Record<string, string>): StatementEffect {
  return { kind: 'command', updateType, headers };
}

function failure(name: string, code: number, message: string): StatementEffect {
  return { kind: 'failure', error: userError(name, code, message) };
}

function firstWord(text: string): string {
  return (/^\w+/.exec(text)?.[0] ?? '').toUpperCase();
}

function unquoted(literal: string): string {
  return literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : literal;
}

// As Java's URLEncoder, which Trino uses: a space is "+", and only letters, digits and -_.* stay.
function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
