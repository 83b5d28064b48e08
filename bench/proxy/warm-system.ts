import { type Work } from './load/job';
import { type Load } from './load/start-load';
import { type System } from './systems/system';

export interface WarmUp {
  /** After as many it is warm. */
  requests: number;
  /** Whether it is warm is looked at behind each turn. */
  turnMs: number;
  deadlineMs: number;
  work: Work;
  clients: number;
}

/** What all shapes have in common: statements that are never the same, and small pages. */
export const EVERYTHING = {
  turnMs: 1000,
  work: { kind: 'queries', variation: 'names', pages: 3, pageBytes: 1000 },
  clients: 64,
} as const;

/** V8 compiles what a statement runs through for the last time after some 20,000 of them, with a page each. */
export const SHAPE_WARM_UP = { requests: 40_000, turnMs: 4000, deadlineMs: 7000 };

/** Until enough requests were answered for a JIT to know them, whatever else the machine does. */
export async function warmSystem(
  { url }: Pick<System, 'url'>,
  load: Load,
  { requests, turnMs, deadlineMs, work, clients }: WarmUp,
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  const job = { url, clients, warmMs: 0, measureMs: turnMs, work, processes: {} };
  for (let answered = 0; answered < requests && performance.now() < deadline;)
    answered += (await load.run(job)).requests;
}
