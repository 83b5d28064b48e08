import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ServiceError } from '../../runtime/service-error';

const TOUCH_MS = 10_000;
const FORGOTTEN_MS = 40_000;

interface Holder {
  pid: number;
  host: string;
  /** Tells a process from an earlier one with the same pid; empty where the system does not say. */
  startedAt: string;
  id: string;
}

const heldHere = new Set<string>();

/**
 * Marks the folder as open by this process; rejects when a living process has it. What a dead
 * process left behind is taken over. The returned function gives the folder back.
 */
export async function lockFolder(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, 'switchyard.lock');
  const me: Holder = {
    pid: process.pid,
    host: hostname(),
    startedAt: processStart(process.pid),
    id: randomUUID(),
  };
  if (!(await create(file, me)) && !(await takeOver(file, me))) {
    throw inUse(directory, await read(file));
  }
  heldHere.add(me.id);
  // Processes of other hosts cannot be looked at; a fresh time tells them that this one lives.
  const touch = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, TOUCH_MS);
  touch.unref();
  return async () => {
    clearInterval(touch);
    // After a long sleep of this machine another one may have taken the folder over.
    if (heldHere.delete(me.id) && (await read(file))?.id === me.id) await rm(file, { force: true });
  };
}

/** Makes the file with its whole content in one step; false when it exists. */
async function create(file: string, holder: Holder): Promise<boolean> {
  const draft = `${file}.${holder.id}`;
  await writeFile(draft, JSON.stringify(holder));
  try {
    await link(draft, file);
    return true;
  } catch (err) {
    if (isExisting(err)) return false;
    return await createWithoutLinks(file, holder);
  } finally {
    await rm(draft, { force: true });
  }
}

// Some file systems know no hard links; there, a reader may for a moment see an empty file.
async function createWithoutLinks(file: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (err) {
    if (isExisting(err)) return false;
    throw err;
  }
}

function isExisting(err: unknown): boolean {
  return (err as NodeJS.ErrnoException).code === 'EEXIST';
}

/**
 * Replaces the file of a holder that is no more; false when there is a living one. Only one process
 * at a time may try, or a slow one would remove what a fast one has just made.
 */
async function takeOver(file: string, me: Holder): Promise<boolean> {
  const guard = `${file}.takeover`;
  const guardedAt = await touchedAt(guard);
  if (guardedAt > 0 && Date.now() - guardedAt > FORGOTTEN_MS) await rm(guard, { force: true });
  if (!(await create(guard, me))) return false;
  try {
    if (await isAlive(file, await read(file))) return false;
    await rm(file, { force: true });
    return await create(file, me);
  } finally {
    await rm(guard, { force: true });
  }
}

async function isAlive(file: string, holder: Holder | undefined): Promise<boolean> {
  if (holder === undefined) return false;
  if (holder.host !== hostname()) return Date.now() - (await touchedAt(file)) < FORGOTTEN_MS;
  if (holder.pid === process.pid) return heldHere.has(holder.id) || isSameStart(holder);
  return exists(holder.pid) && isSameStart(holder, true);
}

function isSameStart({ pid, startedAt }: Holder, unknown = false): boolean {
  const now = processStart(pid);
  return now === '' || startedAt === '' ? unknown : now === startedAt;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (err) {
    return (err as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// proc(5): field 22 of /proc/PID/stat is the start in clock ticks since the boot, which has an id.
function processStart(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return `${boot} ${fields?.[19] ?? ''}`;
  } catch {
    return '';
  }
}

async function read(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** 0 for a file that is not there. */
async function touchedAt(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

function inUse(directory: string, holder: Holder | undefined): ServiceError {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process';
  return new ServiceError(
    'DATABASE_IN_USE',
    500,
    `The embedded database in ${resolve(directory)} is open in ${who}; stop that process, set database.directory to another folder, or use PostgreSQL (database.url), which several processes can share`,
  );
}
