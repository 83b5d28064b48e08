import { type Variation } from '../load/statements';
import { type Chart } from '../report/chart';
import { startRouter } from '../systems/start-switchyard';
import { type Site } from '../systems/system';
import { type RateACore } from './rate-a-core';

const BYTES = [100, 1000, 10_000, 100_000, 1_000_000];

export async function growthByStatement(
  site: Site,
  rateACore: RateACore,
  tell: (what: string) => void,
): Promise<Chart> {
  const { url, pid, stop } = await startRouter(site, 'growth-statements', 20);
  const pointsOf = async (variation: Variation) => {
    const points: [number, number][] = [];
    for (const statementBytes of BYTES) {
      tell(`decisions about statements of ${statementBytes} bytes`);
      const work = { kind: 'decisions', variation, statementBytes } as const;
      points.push([statementBytes, await rateACore({ url, processes: { router: pid } }, work)]);
    }
    return points;
  };
  const series = [
    { name: 'seen before', points: await pointsOf('same') },
    { name: 'never seen', points: await pointsOf('names') },
  ];
  await stop();
  return {
    ...{ file: 'statements', title: 'Decisions by length of the statement', series },
    ...{ x: 'bytes of the statement', y: 'decisions a second and core' },
  };
}
