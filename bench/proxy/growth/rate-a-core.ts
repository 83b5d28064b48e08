import { type Work } from '../load/job';
import { type Load } from '../load/start-load';

const CLIENTS = 8;
// The first decisions of a process are not like the others.
const WARM_MS = 4000;
const MEASURE_MS = 4000;

/** What is done in a second of CPU of the processes: queries, or requests where `counts` says so. */
export type RateACore = (
  system: { url: string; processes: Record<string, number> },
  work: Work,
  counts?: 'queries' | 'requests',
) => Promise<number>;

export function createRateACore(load: Load): RateACore {
  return async ({ url, processes }, work, counts = 'requests') => {
    const job = { url, processes, work, clients: CLIENTS };
    await load.run({ ...job, warmMs: 0, measureMs: WARM_MS });
    const outcome = await load.run({ ...job, warmMs: 200, measureMs: MEASURE_MS });
    const seconds = Object.values(outcome.usage).reduce((sum, each) => sum + each.cpuSeconds, 0);
    if (outcome[counts] === 0 || seconds === 0)
      throw new Error(`nothing could be measured: ${outcome.firstFailure}`);
    return outcome[counts] / seconds;
  };
}
