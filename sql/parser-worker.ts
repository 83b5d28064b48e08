// Runs in a worker thread: small texts can hold node-sql-parser for minutes, so it must be stoppable.
import { parentPort } from 'node:worker_threads';
import { Parser } from 'node-sql-parser/build/trino';
import { tablesIn } from './parsed-tables';

/** The tables of a text that the parser read, or null where it refused; `ready` once, after the start. */
export type WorkerAnswer = { ready: true } | { tables: string[][] | null };

const parser = new Parser();

function parse(text: string): string[][] | null {
  try {
    return tablesIn(parser.parse(text, { database: 'trino' }).ast);
  } catch {
    return null;
  }
}

function answer(message: WorkerAnswer): void {
  parentPort?.postMessage(message);
}

// The first parse compiles the grammar; no statement should wait for that.
parse('select a from b join c on a = d where e in (select 1 from f)');
parentPort?.on('message', (text: string) => answer({ tables: parse(text) }));
answer({ ready: true });
