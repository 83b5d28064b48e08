import { startHolding } from '../open-queries/start-holding';
import { type Chart } from '../report/chart';
import { startSwitchyard } from '../systems/start-switchyard';
import { type Site } from '../systems/system';
import { type RateACore } from './rate-a-core';

const OPEN = [1, 100, 1000, 10_000, 100_000];
const CONNECTIONS = 64;
// Often enough for Trino not to give them up, and so seldom that their own pages count for little.
const EVERY_MS = 200_000;

export async function growthByOpenQueries(
  site: Site,
  rateACore: RateACore,
  tell: (what: string) => void,
): Promise<Chart> {
  const pages: [number, number][] = [];
  const queries: [number, number][] = [];
  for (const open of OPEN) {
    tell(`pages and queries while ${open} others are open`);
    const switchyard = await startSwitchyard(site, `growth-${open}-open`);
    const holding = { queries: open, connections: Math.min(CONNECTIONS, open), everyMs: EVERY_MS };
    const held = await startHolding(
      { ...holding, url: switchyard.url, holdMs: 0 },
      site.cores.rest,
    );
    const work = { kind: 'queries', variation: 'same', pageBytes: 0 } as const;
    pages.push([open, await rateACore(switchyard, { ...work, pages: 1000 })]);
    queries.push([open, await rateACore(switchyard, { ...work, pages: 1 }, 'queries')]);
    held.leave();
    await switchyard.stop();
  }
  return {
    ...{ file: 'open-queries', title: 'Pages and queries while others are open' },
    ...{ x: 'open queries', y: 'a second and core' },
    series: [
      { name: 'pages of one row', points: pages },
      { name: 'queries of POST and 1 page', points: queries },
    ],
  };
}
