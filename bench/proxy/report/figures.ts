import { type Outcome } from '../load/job';
import { median } from '../load/percentiles';
import { type DecisionCell } from '../measure-decisions';
import { type Cell } from '../measure-traffic';
import { type ShapeName } from '../shapes';
import { type SystemName } from '../systems/system';
import { judgedRounds } from './judged-rounds';
import { ratioOf } from './summary';

/** A number that runs are compared by. */
export interface Figure {
  name: string;
  value: number;
  goal?: Goal;
  /** Whether it hardly depends on what else the machine does, so that a change means something. */
  isStable?: boolean;
}

/** What docs and issues promise. */
export type Goal = { least: number } | { most: number };

export interface Measured {
  traffic: readonly Cell[];
  decisions: readonly DecisionCell[];
  /** Millions of bytes before any load, by process of Switchyard. */
  idle: Readonly<Record<string, number>>;
}

type Reading = (outcome: Outcome) => number;
const queries: Reading = (each) => each.queries / each.seconds;
const requests: Reading = (each) => each.requests / each.seconds;
const megabytes: Reading = (each) => each.bytes / each.seconds;

/** What was not measured is left out. */
export function figuresOf(measured: Measured): Figure[] {
  const { traffic } = measured;
  const all: (Figure | undefined)[] = [
    ...(['direct', 'haproxy'] as const).map((other) => ratio(traffic, 'query', queries, other)),
    ratio(traffic, 'query', queries, 'trino-gateway', { least: 20 }),
    ratio(traffic, 'query', queries, 'trino-gateway-best', { least: 3 }),
    postTail(traffic),
    ratio(traffic, 'new-query', queries, 'direct'),
    ...(['small-pages', 'pages'] as const).flatMap((shape) => [
      ratio(traffic, shape, requests, 'direct'),
      ratio(traffic, shape, requests, 'haproxy', { least: 0.7 }),
      addedTime(traffic, shape),
    ]),
    ratio(traffic, 'stream', megabytes, 'direct'),
    ratio(traffic, 'stream', megabytes, 'haproxy', { least: 0.8 }),
    costOfPost(traffic, 'query', 'seen before', 250),
    costOfPost(traffic, 'new-query', 'never seen', 600),
    ...decisionFigures(measured.decisions),
    ...Object.entries(measured.idle).map(([process, value]) => ({
      name: `memory of the ${process} before load, MB`,
      value,
      goal: { most: process === 'router' ? 250 : 120 },
    })),
  ];
  return all.filter((figure) => figure !== undefined);
}

function ratio(
  traffic: readonly Cell[],
  shape: ShapeName,
  reading: Reading,
  other: SystemName,
  goal?: Goal,
): Figure | undefined {
  const ours = judgedRounds(traffic, shape, 'switchyard');
  const value = ratioOf(ours, judgedRounds(traffic, shape, other), reading);
  const unit = reading === queries ? 'queries/s' : reading === requests ? 'requests/s' : 'MB/s';
  return value === undefined
    ? undefined
    : { name: `${shape}: ${unit} ÷ ${other}`, value, ...(goal && { goal }) };
}

function postTail(traffic: readonly Cell[]): Figure | undefined {
  const p99 = median(timesOf(traffic, 'switchyard', 'query', 'post', 'p99'));
  const p50 = median(timesOf(traffic, 'trino-gateway', 'query', 'post', 'p50'));
  if (p99 === undefined || p50 === undefined) return undefined;
  const name = 'query: our POST p99 ÷ POST p50 of trino-gateway';
  return { name, value: p99 / p50, goal: { most: 1 } };
}

function addedTime(traffic: readonly Cell[], shape: ShapeName): Figure | undefined {
  const [direct, haproxy, ours] = (['direct', 'haproxy', 'switchyard'] as const).map((system) =>
    median(timesOf(traffic, system, shape, 'page', 'p50')),
  );
  if (direct === undefined || haproxy === undefined || ours === undefined) return undefined;
  // A proxy that adds nothing that can be measured leaves nothing to compare with.
  if (haproxy <= direct) return undefined;
  const value = (ours - direct) / (haproxy - direct);
  return { name: `${shape}: added p50 ÷ that of haproxy`, value, goal: { most: 2 } };
}

function timesOf(
  traffic: readonly Cell[],
  system: SystemName,
  shape: ShapeName,
  kind: 'post' | 'page',
  key: 'p50' | 'p99',
): number[] {
  return judgedRounds(traffic, shape, system).flatMap((outcome) => outcome[kind]?.[key] ?? []);
}

/** CPU of all our processes for one query less two pages: what the POST costs over a page. */
function costOfPost(
  traffic: readonly Cell[],
  shape: ShapeName,
  which: string,
  most: number,
): Figure | undefined {
  const query = median(cpuMicros(judgedRounds(traffic, shape, 'switchyard'), 'queries'));
  const page = median(cpuMicros(judgedRounds(traffic, 'small-pages', 'switchyard'), 'requests'));
  if (query === undefined || page === undefined) return undefined;
  const name = `CPU µs of a POST over a page, statement ${which}`;
  return { name, value: query - 2 * page, goal: { most } };
}

function cpuMicros(outcomes: readonly Outcome[], per: 'queries' | 'requests'): number[] {
  return outcomes.flatMap((each) => {
    const usages = Object.values(each.usage);
    const seconds = usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    return usages.length === 0 || each[per] === 0 ? [] : [(seconds / each[per]) * 1e6];
  });
}

function decisionFigures(cells: readonly DecisionCell[]): Figure[] {
  const cost = (rules: number, variation: string) => {
    const cell = cells.find((each) => each.rules === rules && each.variation === variation);
    return median(cpuMicros(cell?.rounds ?? [], 'requests'));
  };
  const costs = cells.flatMap(({ rules, variation }) => {
    const value = cost(rules, variation);
    const name = `CPU µs of a decision, ${rules} rules, ${SAYS[variation]}`;
    return value === undefined ? [] : [{ name, value }];
  });
  const [few, many] = [cost(20, 'same'), cost(1000, 'same')];
  if (few === undefined || many === undefined) return costs;
  return [
    ...costs,
    { name: 'decisions/s a core, 20 rules, same', value: 1e6 / few, goal: { least: 5000 } },
    { name: 'CPU of a decision, 1,000 rules ÷ 20', value: many / few, goal: { most: 2 } },
  ];
}

const SAYS = { same: 'same statement', literals: 'new literals', names: 'new names' };
