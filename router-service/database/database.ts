import type { Logger } from '../../runtime/log';
import { openPglite } from './pglite';
import { openPostgresql } from './postgresql';

/** The one way to the stored state; the same SQL runs on both kinds. */
export interface Database {
  readonly kind: 'postgresql' | 'pglite';
  query<Row extends object>(sql: string, params?: unknown[]): Promise<Row[]>;
  /** Commits what `work` did, or nothing of it when it throws. Use only `tx` inside. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Calls back with the payload on NOTIFY, and once with '' after a lost connection is back. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type Transaction = Pick<Database, 'query'>;

export interface DatabaseOptions {
  /** PostgreSQL; without it the embedded database in `directory` serves. */
  url?: string;
  directory: string;
  log: Logger;
}

/** Opens and migrates the database; rejects with a ServiceError that tells the remedy. */
export function openDatabase({ url, directory, log }: DatabaseOptions): Promise<Database> {
  return url === undefined ? openPglite(directory, log) : openPostgresql(url, log);
}
