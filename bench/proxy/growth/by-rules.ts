import { type Chart } from '../report/chart';
import { startRouter } from '../systems/start-switchyard';
import { type Site } from '../systems/system';
import { type RateACore } from './rate-a-core';

const RULES = [10, 100, 1000, 10_000];

export async function growthByRules(
  site: Site,
  rateACore: RateACore,
  tell: (what: string) => void,
): Promise<Chart> {
  const points: [number, number][] = [];
  for (const rules of RULES) {
    tell(`decisions with ${rules} rules`);
    const { url, pid, stop } = await startRouter(site, `growth-${rules}-rules`, rules);
    const work = { kind: 'decisions', variation: 'same' } as const;
    points.push([rules, await rateACore({ url, processes: { router: pid } }, work)]);
    await stop();
  }
  return {
    file: 'rules',
    title: 'Decisions by rules',
    x: 'rules',
    y: 'decisions a second and core',
    series: [{ name: 'statement seen before', points }],
  };
}
