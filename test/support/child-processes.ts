import { existsSync, readFileSync } from 'node:fs';

/** Process ids of those that a process started and that still run, as Linux tells (proc(5)); elsewhere none. */
export function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.split(' ').filter(Boolean).map(Number);
}
