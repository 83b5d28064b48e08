// Runs in a worker thread: another parser may take minutes or all memory, so it must be stoppable.
import { parentPort, workerData } from 'node:worker_threads';
import { type Timing } from './timing';

/** Which parser the thread runs: the file to load, and whose it is. */
export interface ParserToRun {
  parser: 'node-sql-parser' | 'dt-sql-parser';
  file: string;
}

interface NodeSqlParser {
  Parser: new () => { parse(text: string, options: { database: string }): unknown };
}

interface DtSqlParser {
  TrinoSQL: new () => { parse(text: string, onError: () => void): unknown };
}

const { parser, file } = workerData as ParserToRun;
const isRead = parser === 'node-sql-parser' ? nodeSqlParser() : dtSqlParser();

function nodeSqlParser(): (text: string) => boolean {
  const { Parser } = require(file) as NodeSqlParser;
  const instance = new Parser();
  return (text) => {
    instance.parse(text, { database: 'trino' });
    return true;
  };
}

function dtSqlParser(): (text: string) => boolean {
  const { TrinoSQL } = require(file) as DtSqlParser;
  const instance = new TrinoSQL();
  return (text) => {
    let errors = 0;
    instance.parse(text, () => (errors += 1));
    return errors === 0;
  };
}

/** Timed here, so that the way between the threads does not count. */
function timed(text: string): Timing {
  const start = performance.now();
  const read = succeeds(() => isRead(text));
  return { micros: (performance.now() - start) * 1000, read };
}

function succeeds(attempt: () => boolean): boolean {
  try {
    return attempt();
  } catch {
    return false;
  }
}

timed('select a from b join c on a = d where e in (select 1 from f)');
parentPort?.on('message', (text: string) => parentPort?.postMessage(timed(text)));
parentPort?.postMessage('ready');
