import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Where downloads are kept between runs, outside the checkout. */
export function cacheFolder(): string {
  const { SWITCHYARD_CACHE, XDG_CACHE_HOME } = process.env;
  return SWITCHYARD_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'switchyard');
}

/**
 * The path of something in the cache, made first when it is missing: `make` fills a folder beside
 * it, which takes the name only when it is whole.
 */
export async function cached(
  name: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const path = join(cacheFolder(), name);
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = await mkdtemp(join(dirname(path), `.${basename(path)}-`));
  try {
    await make(unfinished);
    await rename(unfinished, path).catch((cause: unknown) => {
      // Another run was quicker; its copy is as good.
      if (!existsSync(path)) throw cause;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return path;
}

/** Tells the person who waits what is going on. */
export function progress(text: string): void {
  process.stderr.write(`test:trino: ${text}\n`);
}
