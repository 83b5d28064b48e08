import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/** Writes a configuration file into a folder of its own and tells its path. */
export async function temporaryConfig(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-config-'));
  folders.push(folder);
  const file = join(folder, 'switchyard.yaml');
  await writeFile(file, text);
  return file;
}

export async function removeTemporaryConfigs(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
}
