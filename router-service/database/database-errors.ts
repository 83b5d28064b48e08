import { types } from 'node:util';
import { ServiceError } from '../../runtime/service-error';

// https://www.postgresql.org/docs/15/errcodes-appendix.html: connections, logins, shutdowns,
// a server that is full, read-only (a standby after a failover) or too slow.
const AWAY = /^(?:08|28|3D|57P|57014|53|25006)/;

// Two rows of one key in a statement, data exceptions, broken constraints, values beyond a limit.
const BAD_DATA = /^(?:21|22|23|54)/;

/** SQLSTATE of an error that the database itself answered; undefined for all others. */
export function sqlState(err: unknown): string | undefined {
  if (!isError(err) || !('code' in err) || typeof err.code !== 'string') return undefined;
  return /^[0-9A-Z]{5}$/.test(err.code) && 'severity' in err ? err.code : undefined;
}

/** Whether the values are to blame, so that the same statement would fail again. */
export function isBadData(err: unknown): boolean {
  return BAD_DATA.test(sqlState(err) ?? '');
}

export function isDatabaseUnavailable(err: unknown): boolean {
  return err instanceof ServiceError && err.code === 'DATABASE_UNAVAILABLE';
}

export function databaseUnavailable(where: string, remedy: string, cause: unknown): ServiceError {
  const reason = isError(cause) ? reasonOf(cause) : String(cause);
  const message = `The database ${where} does not answer (${reason}); ${remedy}`;
  return new ServiceError('DATABASE_UNAVAILABLE', 503, message, { cause });
}

/** A broken statement is our bug and stays as it is; everything else means a database that is away. */
export function meansDatabaseAway(err: unknown): boolean {
  if (!isError(err) || err instanceof ServiceError || err.name === 'TypeError') return false;
  const state = sqlState(err);
  return state === undefined || AWAY.test(state);
}

// Errors of sockets may come from another realm (a test's, say), where instanceof says no.
const isError = (err: unknown): err is Error => types.isNativeError(err);

// Node tries IPv6 and IPv4 and then throws an AggregateError without a message of its own.
function reasonOf(err: Error): string {
  if (err.message !== '' || !('errors' in err) || !Array.isArray(err.errors)) return err.message;
  return err.errors.map((each: unknown) => (isError(each) ? each.message : '')).join(', ');
}
