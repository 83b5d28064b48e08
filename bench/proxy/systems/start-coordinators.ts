import { type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { nextMessage, startHelper } from './helper-process';
import { type Coordinator } from './system';

const NAMES = [
  { name: 'blue', suffix: 'aaaaa' },
  { name: 'green', suffix: 'bbbbb' },
];

/** Two fake coordinators in one process of their own. */
export async function startCoordinators(
  cores: string | undefined,
): Promise<{ helper: ChildProcess; coordinators: Coordinator[] }> {
  const program = join(__dirname, 'fake-coordinator.js');
  const helper = startHelper(
    program,
    NAMES.map(({ suffix }) => suffix),
    cores,
  );
  const ports = (await nextMessage(helper)) as number[];
  const coordinators = NAMES.map((each, at) => ({ ...each, url: `http://127.0.0.1:${ports[at]}` }));
  return { helper, coordinators };
}
