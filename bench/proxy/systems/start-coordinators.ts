import { type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { nextMessage, startHelper } from './helper-process';
import { type Coordinator } from './system';

/** Fake coordinators, all in one process of their own. */
export async function startCoordinators(
  cores: string | undefined,
  count: number,
): Promise<{ helper: ChildProcess; coordinators: Coordinator[] }> {
  const suffixes = Array.from({ length: count }, (_, at) => suffixOf(at));
  const helper = startHelper(join(__dirname, 'fake-coordinator.js'), suffixes, cores);
  const ports = (await nextMessage(helper)) as number[];
  const coordinators = suffixes.map((suffix, at) => ({
    name: `cluster-${at + 1}`,
    suffix,
    url: `http://127.0.0.1:${ports[at]}`,
  }));
  return { helper, coordinators };
}

/** Five letters, as the query ids of a coordinator end (CoordinatorId of Trino). */
export function suffixOf(number: number): string {
  const digits = number.toString(26).padStart(5, '0');
  return [...digits].map((digit) => 'abcdefghijklmnopqrstuvwxyz'[parseInt(digit, 26)]).join('');
}
