import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a service that was started with it sees of the world; fault-preload.js reads it. */
export interface World {
  /** How much its wall clock is ahead. */
  clockOffsetMs?: number;
  /** A name that does not resolve. */
  nameGone?: string;
  /** Folder that has no room left. */
  fullDisk?: string;
}

/** A world of its own for the service of that name, as environment of its process. */
export function createWorld(folder: string, name: string) {
  const file = join(folder, `${name}.world.json`);
  const set = (world: World) => {
    // In one step, as the process may look at any moment.
    writeFileSync(`${file}.new`, JSON.stringify(world));
    renameSync(`${file}.new`, file);
  };
  set({});
  return {
    env: {
      NODE_OPTIONS: `--require ${join(__dirname, 'fault-preload.js')}`,
      SWITCHYARD_FAULTS: file,
    },
    set,
    /** How often the process was refused a name or a write. */
    refusals(): number {
      const counts = `${file}.counts`;
      return existsSync(counts) ? readFileSync(counts, 'utf8').split('\n').length - 1 : 0;
    },
  };
}
