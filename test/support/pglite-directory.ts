import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../router-service/database/database';
import { createLog } from '../../runtime/log';
import { dependencies } from '../../package.json';

// Where tools keep what may be made anew; `npm ci` empties it.
const CACHE = join(__dirname, '../../node_modules/.cache/switchyard');
const MODEL = join(CACHE, `pglite-${dependencies['@electric-sql/pglite']}-${migrationsHash()}`);
/** Of template1 and template0, fixed by PostgreSQL: only a CREATE DATABASE would read their files. */
const TEMPLATE_OIDS = ['1', '4'];

/**
 * A folder for `openDatabase` whose embedded database is made and migrated already: that saves seconds.
 * The first test ever makes the model that all copy; the caller removes the folder.
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
  const database = await openDatabase({ directory: draft, log: createLog('test', 'silent') });
  await database.close();
  // Two thirds of all files, which every copy would have to make.
  for (const oid of TEMPLATE_OIDS) emptyFolder(join(draft, 'pglite', 'base', oid));
  try {
    renameSync(join(draft, 'pglite'), MODEL);
  } catch (err) {
    // Another test was faster; its model is as good.
    if (!existsSync(MODEL)) throw err;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function emptyFolder(folder: string): void {
  for (const file of readdirSync(folder)) if (file !== 'PG_VERSION') rmSync(join(folder, file));
}

function migrationsHash(): string {
  const folder = join(__dirname, '../../router-service/database/migrations');
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}
