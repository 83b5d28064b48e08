import { type Load } from './load/start-load';
import { type System } from './systems/system';

const TURN_MS = 1000;

/** Until enough requests were answered for a JIT to know them, whatever else the machine does. */
export async function warmSystem(
  { url }: Pick<System, 'url'>,
  load: Load,
  requests: number,
  deadlineMs = 40_000,
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  const work = { kind: 'queries', variation: 'names', pages: 3, pageBytes: 1000 } as const;
  const job = { url, clients: 64, warmMs: 0, measureMs: TURN_MS, work, processes: {} };
  for (let answered = 0; answered < requests && performance.now() < deadline;)
    answered += (await load.run(job)).requests;
}
