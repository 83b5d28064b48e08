import { setTimeout as pause } from 'node:timers/promises';
import { type Outcome } from './load/job';
import { type Load } from './load/start-load';
import { memoryOf, type MemoryByProcess } from './memory';
import { startHolding } from './open-queries/start-holding';
import { startCoordinators } from './systems/start-coordinators';
import { startSwitchyard, type RunningSwitchyard } from './systems/start-switchyard';
import { type Site } from './systems/system';
import { EVERYTHING, warmSystem } from './warm-system';

/** What came of many queries that are open at once. */
export interface OpenOutcome {
  variant: string;
  queries: number;
  samples: OpenSample[];
  /** Pages of the open queries, and how many of them failed. */
  pages: number;
  failures: number;
  firstFailure: string | undefined;
}

export interface OpenSample {
  phase: string;
  memory: MemoryByProcess;
  /** Of pages of other queries meanwhile. */
  others: Outcome['page'];
}

const WARM_UP = { ...EVERYTHING, requests: 30_000, deadlineMs: 40_000 };
const QUERIES = 10_000;
// Held pages keep their connections to a coordinator busy, of which there are 4,096.
const COORDINATORS = 8;
const VARIANTS = [
  { variant: 'a connection each', connections: QUERIES, everyMs: 5000, holdMs: 1000 },
  { variant: 'over 200 connections', connections: 200, everyMs: 5000, holdMs: 0 },
];
const QUIET_MS = 10_000;
const OPEN_MS = 120_000;
const OPEN_QUICK_MS = 15_000;
const LOOKS = 4;

/** Memory before, while and after 10,000 queries are open, and the time of a page for others. */
export async function measureOpen(
  { quick }: { quick: boolean },
  site: Site,
  load: Load,
  tell: (what: string) => void,
): Promise<OpenOutcome[]> {
  const { helper, coordinators } = await startCoordinators(site.cores.rest, COORDINATORS);
  const outcomes: OpenOutcome[] = [];
  for (const [at, variant] of VARIANTS.entries()) {
    const switchyard = await startSwitchyard({ ...site, coordinators }, `open-${at + 1}`);
    await warmSystem(switchyard, load, WARM_UP);
    const openMs = quick ? OPEN_QUICK_MS : OPEN_MS;
    outcomes.push(await measureVariant(variant, switchyard, site, load, openMs, tell));
    await switchyard.stop();
  }
  helper.disconnect();
  return outcomes;
}

async function measureVariant(
  { variant, ...holding }: (typeof VARIANTS)[number],
  switchyard: RunningSwitchyard,
  site: Site,
  load: Load,
  openMs: number,
  tell: (what: string) => void,
): Promise<OpenOutcome> {
  const samples: OpenSample[] = [];
  const look = async (phase: string) => {
    tell(`${QUERIES} open queries, ${variant}: ${phase}`);
    const others = await pageTimes(switchyard, load);
    samples.push({ phase, memory: await memoryOf(switchyard), others });
  };
  await pause(QUIET_MS);
  await look('before');
  const { url } = switchyard;
  const held = await startHolding({ url, queries: QUERIES, ...holding }, site.cores.rest);
  await look('just opened');
  for (let looked = 1; looked <= LOOKS; looked += 1) {
    await pause(openMs / LOOKS);
    await look(`open for ${Math.round((looked * openMs) / LOOKS / 1000)} s`);
  }
  const { pages, failures, firstFailure } = await held.tell();
  await held.cancel();
  await pause(QUIET_MS);
  await look('canceled');
  return { variant, queries: QUERIES, samples, pages, failures, firstFailure };
}

async function pageTimes({ url }: RunningSwitchyard, load: Load): Promise<Outcome['page']> {
  const work = { kind: 'queries', variation: 'same', pages: 100, pageBytes: 0 } as const;
  const job = { url, clients: 4, warmMs: 300, measureMs: 2000, work, processes: {} };
  return (await load.run(job)).page;
}
