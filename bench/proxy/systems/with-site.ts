import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcesses, killProcesses } from '../../../test/support/lab/processes';
import { findServerBinaries, startPostgresqlServer } from '../../../test/support/postgresql-server';
import { tell } from '../report/tell';
import { splitCores } from './cores';
import { startCoordinators } from './start-coordinators';
import { type Site } from './system';

type Undo = () => void | Promise<unknown>;
type SiteOptions = Pick<Site, 'profiles' | 'nodeOptions'>;

const ENDING = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/**
 * Opens what systems are started with and runs; then, also after a failure or Ctrl+C, or where nobody reads
 * what is told any more, ends everything that was started. A failure is told and makes the process end
 * with an error.
 */
export async function withSite(
  options: SiteOptions,
  run: (site: Site) => Promise<void>,
): Promise<void> {
  const opened: Undo[] = [];
  let undone: Promise<void> | undefined;
  // Later, as a part of it blocks, and a signal then must be heard behind it; it ends what was being opened, too.
  const opening = Promise.resolve().then(() => openSite(options, (each) => void opened.push(each)));
  const isOpened = opening.then(doNothing, doNothing);
  const undo = () => (undone ??= isOpened.then(() => undoAll(opened)));
  const leave = (status: number) => void undo().finally(() => process.exit(status));
  for (const [signal, status] of ENDING) process.on(signal, () => leave(status));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => leave(1));
  try {
    await run(await opening);
  } catch (error) {
    // What a signal interrupts fails, as its processes are gone; that is no news.
    if (undone === undefined) {
      process.stderr.write(`${(error as Error).stack}\n`);
      process.exitCode = 1;
    }
  }
  await undo();
}

function doNothing(): void {}

async function openSite(options: SiteOptions, atEnd: Site['atEnd']): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-bench-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  // Last resort, should this process end otherwise.
  process.once('exit', () => killProcesses(folder));
  const binaries = findServerBinaries();
  tell(binaries ? 'starting PostgreSQL' : 'no PostgreSQL here: the embedded database');
  const postgresql = binaries === undefined ? undefined : await startPostgresqlServer(binaries);
  if (postgresql) atEnd(() => postgresql.remove());
  atEnd(() => endProcesses(folder));
  const cores = splitCores();
  const { helper, coordinators } = await startCoordinators(cores.rest, 2);
  // Ctrl+C in a terminal reaches it, too.
  atEnd(() => void (helper.connected && helper.disconnect()));
  return { folder, coordinators, cores, postgresqlUrl: postgresql?.url, ...options, atEnd };
}

/** The last first; goes on where one of them fails, so that nothing is left behind. */
async function undoAll(opened: Undo[]): Promise<void> {
  for (let undo = opened.pop(); undo !== undefined; undo = opened.pop()) {
    try {
      await undo();
    } catch (error) {
      tell(`could not clean up: ${(error as Error).message}`);
    }
  }
}
