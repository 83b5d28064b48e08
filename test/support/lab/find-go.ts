import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cached, progress } from './cache-folder';
import { runCommand, succeed } from './run-command';

// trino-go-client 1.1.0 needs Go 1.25.5.
const LEAST_GO = [1, 25, 5];

const GO_VERSION = '1.26.8';
// SHA-256 of the archives; the Go checksum database was asked about their files.
const ARCHIVES: Readonly<Record<string, string>> = {
  'linux-amd64': '30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7',
  'linux-arm64': '02b36b6787b3ac767668f630e2998df45a3b1f9ffee08d1bf3ef6487cd658d99',
};

/** The `go` program: the variable GO, the one on the PATH, a common place, or one that is fetched. */
export async function findGo(): Promise<string> {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'go'));
  const candidates = [
    process.env.GO ?? '',
    ...onPath,
    '/usr/local/go/bin/go',
    '/usr/lib/go/bin/go',
  ];
  for (const go of new Set(candidates))
    if (go !== '' && existsSync(go) && isRecent(await versionOf(go))) return go;
  return fetchGo();
}

async function versionOf(go: string): Promise<number[]> {
  // Without this, an old Go may fetch a newer one to answer.
  const env = { ...process.env, GOTOOLCHAIN: 'local' };
  const result = await runCommand(go, ['env', 'GOVERSION'], { env }).catch(() => undefined);
  const [, version = '0'] = /^go(\d+(\.\d+)*)/.exec(result?.stdout ?? '') ?? [];
  return version.split('.').map(Number);
}

function isRecent(version: readonly number[]): boolean {
  for (const [at, least] of LEAST_GO.entries()) {
    const part = version[at] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** Go as the module proxy has it, which is where `go` itself fetches newer versions. */
async function fetchGo(): Promise<string> {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const platform = `${process.platform}-${architecture}`;
  const expected = ARCHIVES[platform];
  const remedy = `install Go ${LEAST_GO.join('.')} or newer and put it on the PATH, or name it by the variable GO`;
  if (expected === undefined) throw new Error(`no Go for ${platform} is known here; ${remedy}`);
  const folder = await cached(`go-${GO_VERSION}-${platform}`, async (empty) => {
    const name = `v0.0.1-go${GO_VERSION}.${platform}`;
    const url = `${moduleProxy()}/golang.org/toolchain/@v/${name}.zip`;
    progress(`fetching Go ${GO_VERSION}`);
    try {
      await unpack(await download(url, expected), empty, `golang.org/toolchain@${name}`);
    } catch (cause) {
      throw new Error(`Go could not be fetched from ${url}; ${remedy}`, { cause });
    }
  });
  return join(folder, 'go/bin/go');
}

function moduleProxy(): string {
  const [first = ''] = (process.env.GOPROXY ?? '').split(/[,|]/);
  return /^https?:/.test(first) ? first.replace(/\/$/, '') : 'https://proxy.golang.org';
}

async function download(url: string, expected: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
  const archive = Buffer.from(await response.arrayBuffer());
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected) throw new Error(`${url} has SHA-256 ${actual} instead of ${expected}`);
  return archive;
}

async function unpack(archive: Buffer, folder: string, root: string): Promise<void> {
  const file = join(folder, 'go.zip');
  await writeFile(file, archive);
  // Python is here for its Trino client; not every machine has unzip.
  await succeed('python3', ['-m', 'zipfile', '-e', file, folder]);
  await rename(join(folder, root), join(folder, 'go'));
  await rm(join(folder, 'golang.org'), { recursive: true });
  await rm(file);
  await makeExecutable(join(folder, 'go/bin'));
  await makeExecutable(join(folder, 'go/pkg/tool'));
}

async function makeExecutable(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) await chmod(join(parentPath, name), 0o755);
}
