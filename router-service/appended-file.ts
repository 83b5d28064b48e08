import { type FileHandle, open, stat } from 'node:fs/promises';
import { ServiceError } from '../runtime/service-error';

/** Where lines go to. */
export interface LineTarget {
  /** Resolves to how many bytes were taken, which may be fewer than all; rejects when none were. */
  write(bytes: Buffer): Promise<number>;
  /** Looks whether the target is still there and makes it anew where it is not. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** A file that is appended to; throws where it cannot be opened. `setting` is what to change then. */
export async function openAppendedFile(path: string, setting: string): Promise<LineTarget> {
  let file: FileHandle = await open(path, 'a').catch((cause: NodeJS.ErrnoException) => {
    const message = `Cannot open ${path} to append to it (${cause.code ?? cause.message}); change ${setting}, or make its folder and let this user write there`;
    throw new ServiceError('CANNOT_OPEN_FILE', 500, message, { cause });
  });
  return {
    write: async (bytes) => (await file.write(bytes)).bytesWritten,
    async refresh() {
      if (await isAt(file, path)) return;
      const next = await open(path, 'a');
      await file.close();
      file = next;
    },
    close: () => file.close(),
  };
}

/** Whether the path still leads to the open file; false once it was renamed or deleted. */
async function isAt(file: FileHandle, path: string): Promise<boolean> {
  const [open, now] = await Promise.all([
    file.stat(),
    stat(path).catch((err: NodeJS.ErrnoException) => {
      if (err.code === 'ENOENT') return undefined;
      throw err;
    }),
  ]);
  return open.ino === now?.ino && open.dev === now.dev;
}

/** The output of this process, which is never closed. */
export function standardOutput(): LineTarget {
  // Without a listener, a reader that went away would end the process.
  const ignored = (): void => undefined;
  process.stdout.on('error', ignored);
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (err) => (err ? reject(err) : resolve(bytes.length)));
      }),
    refresh: () => Promise.resolve(),
    close() {
      process.stdout.off('error', ignored);
      return Promise.resolve();
    },
  };
}
