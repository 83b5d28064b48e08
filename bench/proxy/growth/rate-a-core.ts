import { type Outcome, type Work } from '../load/job';
import { median } from '../load/percentiles';
import { type Load } from '../load/start-load';
import { SHAPE_WARM_UP, warmSystem } from '../warm-system';

const CLIENTS = 8;
// Eight clients, and processes that have answered nothing before, take longer than 64.
const WARM_UP = { ...SHAPE_WARM_UP, deadlineMs: 14_000 };
const ROUNDS = 3;
const MEASURE_MS = 2000;

/** What is done in a second of CPU of the processes: queries, or requests where `counts` says so. */
export type RateACore = (
  system: { url: string; processes: Record<string, number> },
  work: Work,
  counts?: 'queries' | 'requests',
) => Promise<number>;

export function createRateACore(load: Load): RateACore {
  return async ({ url, processes }, work, counts = 'requests') => {
    const job = { url, processes, work, clients: CLIENTS, warmMs: 200, measureMs: MEASURE_MS };
    await warmSystem({ url }, load, { ...WARM_UP, work, clients: CLIENTS });
    const rates: number[] = [];
    while (rates.length < ROUNDS) rates.push(rateOf(await load.run(job), counts));
    return median(rates)!;
  };
}

function rateOf(outcome: Outcome, counts: 'queries' | 'requests'): number {
  const seconds = Object.values(outcome.usage).reduce((sum, each) => sum + each.cpuSeconds, 0);
  if (outcome[counts] === 0 || seconds === 0)
    throw new Error(`nothing could be measured: ${outcome.firstFailure}`);
  return outcome[counts] / seconds;
}
