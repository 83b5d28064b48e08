import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Cores by what runs on them, as taskset(1) takes them; undefined for anywhere. */
export interface Cores {
  /** The system under test: one core, so that every system has the same. */
  system: string | undefined;
  /** Clients, coordinators and the database. */
  rest: string | undefined;
}

/** Splits the cores of this process where there are two or more and taskset is there (Linux). */
export function splitCores(): Cores {
  const cores = allowedCores();
  const hasTaskset = spawnSync('taskset', ['--version']).status === 0;
  if (!hasTaskset || cores.length < 2) return { system: undefined, rest: undefined };
  return { system: String(cores.at(-1)), rest: cores.slice(0, -1).join(',') };
}

export function onCores(
  cores: string | undefined,
  command: string,
  args: readonly string[],
): [string, string[]] {
  return cores === undefined ? [command, [...args]] : ['taskset', ['-c', cores, command, ...args]];
}

function allowedCores(): number[] {
  try {
    const status = readFileSync('/proc/self/status', 'latin1');
    return coresOf(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '');
  } catch {
    return [];
  }
}

/** Reads a list such as `0-2,5`. */
export function coresOf(list: string): number[] {
  return list
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, at) => first + at);
    });
}
