/** What the embedded database's thread is asked. */
export type ToWorker =
  | { kind: 'query'; id: number; sql: string; params: unknown[] }
  | { kind: 'script'; id: number; sql: string }
  | { kind: 'close'; id: number };

/** What it says. */
export type FromWorker =
  | { kind: 'opened' }
  | { kind: 'failed'; message: string }
  | { kind: 'rows'; id: number; rows: object[] }
  | { kind: 'error'; id: number; message: string; code?: string; severity?: string }
  | { kind: 'notification'; channel: string; payload: string };
