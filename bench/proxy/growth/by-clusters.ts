import { type Chart } from '../report/chart';
import { startCoordinators } from '../systems/start-coordinators';
import { startSwitchyard } from '../systems/start-switchyard';
import { type Site } from '../systems/system';
import { type RateACore } from './rate-a-core';

const CLUSTERS = [2, 10, 50, 200, 500];

export async function growthByClusters(
  site: Site,
  rateACore: RateACore,
  tell: (what: string) => void,
): Promise<Chart> {
  const points: [number, number][] = [];
  for (const clusters of CLUSTERS) {
    tell(`queries on ${clusters} clusters`);
    const { helper, coordinators } = await startCoordinators(site.cores.rest, clusters);
    const own = { ...site, coordinators };
    const switchyard = await startSwitchyard(own, `growth-${clusters}-clusters`);
    const work = { kind: 'queries', variation: 'same', pages: 1, pageBytes: 0 } as const;
    points.push([clusters, await rateACore(switchyard, work, 'queries')]);
    await switchyard.stop();
    helper.disconnect();
  }
  return {
    ...{ file: 'clusters', title: 'Queries by clusters' },
    ...{ x: 'clusters', y: 'queries a second and core' },
    series: [{ name: 'POST and 1 page', points }],
  };
}
