import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { freePorts } from './free-ports';

const START_MS = 30_000;

/** A PostgreSQL server of the tests' own, which they may stop and start. */
export interface PostgresqlServer {
  url: string;
  stop(): Promise<void>;
  /** Kills the server without warning. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it for good and removes its files. */
  remove(): Promise<void>;
}

/** Folder of `postgres` and `initdb`; undefined when there is no local server. */
export function findServerBinaries(): string | undefined {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort().reverse() : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(packaged, version, 'bin')),
  ];
  const has = (folder: string, name: string) => existsSync(join(folder, name));
  return folders.find((folder) => has(folder, 'postgres') && has(folder, 'initdb'));
}

/** Makes an empty server in a folder of its own, on a free port of 127.0.0.1, and starts it. */
export async function startPostgresqlServer(binaries: string): Promise<PostgresqlServer> {
  const owner = serverOwner();
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-postgresql-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
  const [port = 0] = await freePorts(1);
  let running: ChildProcess | undefined;

  async function start(): Promise<void> {
    const deadline = performance.now() + START_MS;
    for (;;) {
      const refusal = await startOnce().then(
        () => undefined,
        (error: Error) => error,
      );
      if (refusal === undefined) return;
      // The processes of a server that was killed leave one after the other.
      if (!refusal.message.includes('still in use') || performance.now() > deadline) throw refusal;
      await pause(100);
    }
  }

  async function startOnce(): Promise<void> {
    const options = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-F'];
    const child = spawn(join(binaries, 'postgres'), options, {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: folder,
      ...owner,
    });
    running = child;
    await readiness(child);
  }

  async function end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }

  // SIGINT is PostgreSQL's fast shutdown: connections are cut.
  const stop = () => end('SIGINT');

  async function remove(): Promise<void> {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    execFileSync(join(binaries, 'initdb'), initdb, { stdio: 'ignore', cwd: folder, ...owner });
    await start();
  } catch (error) {
    // As where Ctrl+C ended one of them.
    await remove();
    throw error;
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return { url, start, stop, kill: () => end('SIGKILL'), remove };
}

/** A new, empty database on the server; returns its URL. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `switchyard_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropDatabase(serverUrl: string, databaseUrl: string): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await onServer(serverUrl, `drop database if exists ${name} with (force)`);
}

/** Runs one statement on a connection of its own. */
export async function onServer(url: string, sql: string): Promise<object[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}

// PostgreSQL refuses to run as root, so root lends it another user of the system.
function serverOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of ['postgres', 'nobody']) {
    try {
      const idOf = (flag: string) => Number(execFileSync('id', [flag, user], { stdio: 'pipe' }));
      return { uid: idOf('-u'), gid: idOf('-g') };
    } catch {
      // No such user; the next one.
    }
  }
  throw new Error(
    'PostgreSQL cannot run as root here: there is neither a user postgres nor nobody',
  );
}

function readiness(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)));
  });
}
