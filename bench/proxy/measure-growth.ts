import { growthByClusters } from './growth/by-clusters';
import { growthByOpenQueries } from './growth/by-open-queries';
import { growthByRules } from './growth/by-rules';
import { growthByStatement } from './growth/by-statement';
import { createRateACore } from './growth/rate-a-core';
import { type Load } from './load/start-load';
import { type Chart } from './report/chart';
import { type Site } from './systems/system';

/** How the cost of a decision grows with rules and statements, that of a query with clusters and others. */
export async function measureGrowth(
  site: Site,
  load: Load,
  tell: (what: string) => void,
): Promise<Chart[]> {
  const rateACore = createRateACore(load);
  return [
    await growthByRules(site, rateACore, tell),
    await growthByStatement(site, rateACore, tell),
    await growthByClusters(site, rateACore, tell),
    await growthByOpenQueries(site, rateACore, tell),
  ];
}
