import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPgliteThread } from '../../router-service/database/pglite-thread';
import { dependencies } from '../../package.json';

// Where tools keep what may be made anew; `npm ci` empties it.
const CACHE = join(__dirname, '../../node_modules/.cache/switchyard');
const MODEL = join(CACHE, `pglite-${dependencies['@electric-sql/pglite']}`);

/**
 * A folder for `openDatabase` whose embedded database is made already, but empty and not migrated:
 * that saves seconds. The first test ever makes the model that all copy; the caller removes the folder.
 */
export async function pgliteDirectory(): Promise<string> {
  if (!existsSync(MODEL)) await makeModel();
  const directory = mkdtempSync(join(tmpdir(), 'switchyard-pglite-'));
  copyMadeDatabase(directory);
  return directory;
}

/** The same for a folder that somebody else has chosen, where a test has made the model already. */
export function copyMadeDatabase(directory: string): void {
  if (existsSync(MODEL)) cpSync(MODEL, join(directory, 'pglite'), { recursive: true });
}

async function makeModel(): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  const thread = await startPgliteThread(join(draft, 'pglite'), () => undefined);
  await thread.close();
  try {
    renameSync(join(draft, 'pglite'), MODEL);
  } catch (err) {
    // Another test was faster; its model is as good.
    if (!existsSync(MODEL)) throw err;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
