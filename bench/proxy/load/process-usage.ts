import { readFileSync, readdirSync } from 'node:fs';

/** What a process and its children took: CPU while it was watched, memory at its end. */
export interface Usage {
  cpuSeconds: number;
  rssBytes: number;
}

// USER_HZ of every Linux that Node.js runs on, and the page size of most.
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** CPU since its start and memory of a process tree; undefined where /proc does not tell (macOS). */
export function usageOf(root: number): Usage | undefined {
  const all = everyProcess();
  const own = all.filter((each) => isWithin(each, root, all));
  if (own.length === 0) return undefined;
  return {
    cpuSeconds: own.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND,
    rssBytes: own.reduce((sum, { pages }) => sum + pages, 0) * PAGE_BYTES,
  };
}

interface ProcessStat {
  pid: number;
  parent: number;
  ticks: number;
  pages: number;
}

function isWithin(process: ProcessStat, root: number, all: readonly ProcessStat[]): boolean {
  if (process.pid === root) return true;
  const parent = all.find(({ pid }) => pid === process.parent);
  return parent !== undefined && isWithin(parent, root, all);
}

function everyProcess(): ProcessStat[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readStat(Number(name)) ?? []);
  } catch {
    return [];
  }
}

function readStat(pid: number): ProcessStat | undefined {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

/** A line of /proc/PID/stat (proc(5)); the name in brackets may hold anything. */
export function parseStat(pid: number, line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [parent, pages] = [1, 21].map((at) => Number(fields[at]));
  // Its own and that of children that have ended, each in user and system time.
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
  return { pid, parent: parent!, ticks, pages: pages! };
}
