import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { progress } from './cache-folder';
import { runCommand, succeed } from './run-command';

const CENTRAL = 'https://repo.maven.apache.org/maven2';

export interface Artifact {
  /** Default: io.trino. */
  group?: string;
  name: string;
  version: string;
  extension: 'jar' | 'tar.gz';
  classifier?: string;
}

/**
 * Brings an artifact into a folder and gives its path. Maven does it where it is
 * installed (its local repository is a cache and its settings name mirrors), else plain HTTPS.
 */
export async function fetchArtifact(artifact: Artifact, folder: string): Promise<string> {
  const hasMaven = (await runCommand('mvn', ['--version']).catch(() => undefined))?.exitCode === 0;
  progress(`fetching ${fileName(artifact)} ${hasMaven ? 'with Maven' : 'from Maven Central'}`);
  if (!hasMaven) return download(artifact, folder);
  const { group = 'io.trino', name, version, extension, classifier } = artifact;
  const coordinates = [group, name, version, extension, classifier].filter(Boolean).join(':');
  await succeed(
    'mvn',
    ['-B', '-q', 'dependency:copy', `-Dartifact=${coordinates}`, `-DoutputDirectory=${folder}`],
    { cwd: folder },
  );
  const copied = (await readdir(folder)).find((file) => file.startsWith(`${name}-${version}`));
  if (copied === undefined) throw new Error(`Maven copied no ${coordinates} to ${folder}`);
  return join(folder, copied);
}

/** The HTTPS way, with the SHA-1 that Maven Central publishes beside each file. */
export async function download(artifact: Artifact, folder: string): Promise<string> {
  const file = fileName(artifact);
  const group = (artifact.group ?? 'io.trino').replaceAll('.', '/');
  const url = `${CENTRAL}/${group}/${artifact.name}/${artifact.version}/${file}`;
  const expected = (await (await get(`${url}.sha1`)).text()).trim().slice(0, 40);
  const response = await get(url);
  const hash = createHash('sha1');
  const total = Number(response.headers.get('content-length') ?? 0);
  const target = join(folder, file);
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream),
    watched(hash, file, total),
    createWriteStream(target),
  );
  const actual = hash.digest('hex');
  if (actual !== expected)
    throw new Error(`${url} has SHA-1 ${actual} instead of ${expected}; try again`);
  return target;
}

function fileName({ name, version, extension, classifier }: Artifact): string {
  return `${[name, version, classifier].filter(Boolean).join('-')}.${extension}`;
}

async function get(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok || response.body === null)
    throw new Error(`GET ${url} answered ${response.status}`);
  return response;
}

function watched(hash: ReturnType<typeof createHash>, file: string, total: number): Transform {
  const step = 100_000_000;
  let received = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part);
      const before = Math.floor(received / step);
      received += part.length;
      if (Math.floor(received / step) > before)
        progress(`${file}: ${Math.round(received / 1e6)} of ${Math.round(total / 1e6)} MB`);
      done(null, part);
    },
  });
}
