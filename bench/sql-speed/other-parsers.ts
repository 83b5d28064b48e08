import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { type ParserToRun } from './parser-worker';
import { type Outcome, STOPPED } from './timing';

const LIMIT_MS = 5000;

/** Another parser in a thread of its own, which is replaced when a text holds it for too long. */
class GuardedParser {
  readonly name: string;
  private worker: Worker | undefined;

  constructor(private readonly toRun: ParserToRun) {
    this.name = toRun.parser;
  }

  async parse(text: string): Promise<Outcome> {
    const worker = (this.worker ??= await startWorker(this.toRun));
    const outcome = await outcomeOf(worker, text);
    if (outcome === STOPPED) await this.close();
    return outcome;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }
}

export type { GuardedParser };

/** Both other parsers; `close` stops their threads and removes what was built for them. */
export interface OtherParsers {
  all: GuardedParser[];
  close(): Promise<void>;
}

export async function startOtherParsers(): Promise<OtherParsers> {
  const directory = await mkdtemp(join(tmpdir(), 'sql-speed-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  const file = await bundleDtSqlParser(directory).catch(async (err: unknown) => {
    await remove();
    throw err;
  });
  const all = [
    new GuardedParser({
      parser: 'node-sql-parser',
      file: require.resolve('node-sql-parser/build/trino'),
    }),
    new GuardedParser({ parser: 'dt-sql-parser', file }),
  ];
  const close = async () => {
    await Promise.all(all.map((parser) => parser.close()));
    await remove();
  };
  return { all, close };
}

/** Node cannot load this package as it comes: its files import each other without their endings. */
async function bundleDtSqlParser(directory: string): Promise<string> {
  const outfile = join(directory, 'dt-sql-parser.js');
  const entry = require.resolve('dt-sql-parser/dist/parser/trino/index.js');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs' });
  return outfile;
}

async function startWorker(toRun: ParserToRun): Promise<Worker> {
  const worker = new Worker(join(__dirname, 'parser-worker.js'), { workerData: toRun });
  // Whoever waits for an answer is told of it, too; this is for when nobody does.
  worker.on('error', () => undefined);
  await once(worker, 'message');
  return worker;
}

async function outcomeOf(worker: Worker, text: string): Promise<Outcome> {
  const over = new AbortController();
  const { signal } = over;
  worker.postMessage(text);
  try {
    return await Promise.race([
      once(worker, 'message', { signal }).then(([timing]) => timing as Outcome),
      sleep<typeof STOPPED>(LIMIT_MS, STOPPED, { signal }),
    ]);
  } catch {
    // Out of memory, most likely.
    return STOPPED;
  } finally {
    over.abort();
  }
}
