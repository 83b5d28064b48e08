import { type Load } from './load/start-load';
import { type Work } from './load/job';
import { type Variation } from './load/statements';
import { type Chart } from './report/chart';
import { startCoordinators } from './systems/start-coordinators';
import { startRouter, startSwitchyard } from './systems/start-switchyard';
import { type Site } from './systems/system';

const RULES = [10, 100, 1000, 10_000];
const STATEMENT_BYTES = [100, 1000, 10_000, 100_000, 1_000_000];
const CLUSTERS = [2, 10, 50, 200, 500];
const CLIENTS = 8;
const MEASURE_MS = 3000;
// The first decisions of a process are not like the others.
const WARM_MS = 4000;

type Measure = (url: string, processes: Record<string, number>, work: Work) => Promise<number>;

/** How the cost of a decision grows with rules and statements, and that of a query with clusters. */
export async function measureGrowth(
  site: Site,
  load: Load,
  tell: (what: string) => void,
): Promise<Chart[]> {
  const measure: Measure = async (url, processes, work) => {
    const job = { url, processes, work, clients: CLIENTS };
    await load.run({ ...job, warmMs: 0, measureMs: WARM_MS });
    const { requests, queries, usage, firstFailure } = await load.run({
      ...job,
      warmMs: 200,
      measureMs: MEASURE_MS,
    });
    const seconds = Object.values(usage).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    const done = work.kind === 'queries' ? queries : requests;
    if (done === 0 || seconds === 0) throw new Error(`nothing could be measured: ${firstFailure}`);
    return done / seconds;
  };
  return [
    await byRules(site, measure, tell),
    await byStatement(site, measure, tell),
    await byClusters(site, measure, tell),
  ];
}

async function byRules(site: Site, measure: Measure, tell: (what: string) => void): Promise<Chart> {
  const points: [number, number][] = [];
  for (const rules of RULES) {
    tell(`decisions with ${rules} rules`);
    const { url, pid } = await startRouter(site, `growth-${rules}-rules`, rules);
    const work = { kind: 'decisions', variation: 'same' } as const;
    points.push([rules, await measure(url, { router: pid }, work)]);
  }
  const series = [{ name: 'statement seen before', points }];
  return { file: 'rules', title: 'Decisions a second and core, by rules', x: 'rules', series };
}

async function byStatement(
  site: Site,
  measure: Measure,
  tell: (what: string) => void,
): Promise<Chart> {
  const { url, pid } = await startRouter(site, 'growth-statements', 20);
  const pointsOf = async (variation: Variation) => {
    const points: [number, number][] = [];
    for (const statementBytes of STATEMENT_BYTES) {
      tell(`decisions about statements of ${statementBytes} bytes`);
      const work = { kind: 'decisions', variation, statementBytes } as const;
      points.push([statementBytes, await measure(url, { router: pid }, work)]);
    }
    return points;
  };
  return {
    file: 'statements',
    title: 'Decisions a second and core, by length of the statement',
    x: 'bytes',
    series: [
      { name: 'seen before', points: await pointsOf('same') },
      { name: 'never seen', points: await pointsOf('names') },
    ],
  };
}

async function byClusters(
  site: Site,
  measure: Measure,
  tell: (what: string) => void,
): Promise<Chart> {
  const points: [number, number][] = [];
  for (const clusters of CLUSTERS) {
    tell(`queries on ${clusters} clusters`);
    const { helper, coordinators } = await startCoordinators(site.cores.rest, clusters);
    const own = { ...site, coordinators };
    const { url, processes } = await startSwitchyard(own, `growth-${clusters}-clusters`);
    const work = { kind: 'queries', variation: 'same', pages: 1, pageBytes: 0 } as const;
    points.push([clusters, await measure(url, processes, work)]);
    helper.disconnect();
  }
  const title = 'Queries a second and core, by clusters';
  const series = [{ name: 'POST and 1 page', points }];
  return { file: 'clusters', title, x: 'clusters', series };
}
