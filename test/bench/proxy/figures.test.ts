import { type Outcome } from '../../../bench/proxy/load/job';
import { type Cell } from '../../../bench/proxy/measure-traffic';
import { figuresOf } from '../../../bench/proxy/report/figures';
import { ratioOf, summaryOf } from '../../../bench/proxy/report/summary';
import { type ShapeName } from '../../../bench/proxy/shapes';
import { type SystemName } from '../../../bench/proxy/systems/system';

function outcome(fields: Partial<Outcome>): Outcome {
  const numbers = { seconds: 2, queries: 100, requests: 200, bytes: 4e6, failures: 0 };
  const nothing = { firstFailure: undefined, post: undefined, page: undefined, usage: {} };
  return { ...numbers, ...nothing, ...fields };
}

const used = (cpuSeconds: number) => ({ cpuSeconds, rssBytes: 50e6 });

function cell(shape: ShapeName, outcomes: Partial<Record<SystemName, Outcome[]>>): Cell {
  const rounds = new Map(Object.entries(outcomes) as [SystemName, Outcome[]][]);
  return { shape, clients: shape === 'stream' ? 1 : 64, rounds };
}

const valueOf = (traffic: Cell[], name: string) =>
  figuresOf({ traffic, decisions: [], idle: {} }).find((each) => each.name === name)?.value;

test('a summary has the median round, and every failure', () => {
  const rounds = [
    outcome({ requests: 100, usage: { proxy: used(0.01) } }),
    outcome({ requests: 400, usage: { proxy: used(0.02) }, failures: 2, firstFailure: 'lost' }),
    outcome({ requests: 200, usage: { proxy: used(0.06) }, failures: 1 }),
  ];
  expect(summaryOf(rounds)).toMatchObject({
    requestsPerSecond: 100,
    megabytesPerSecond: 2,
    cpuMicros: { proxy: 100 },
    rssMegabytes: { proxy: 50 },
    failures: 3,
    firstFailure: 'lost',
  });
});

test('ratios are taken within a round, as the machine was as busy for both', () => {
  const counts = (values: number[]) => values.map((queries) => outcome({ queries }));
  const ratio = ratioOf(counts([50, 10, 500]), counts([100, 20, 1000]), (each) => each.queries);
  expect(ratio).toBe(0.5);
});

test('a POST costs what a query costs less its two pages', () => {
  const traffic = [
    cell('query', {
      switchyard: [outcome({ queries: 100, usage: { proxy: used(0.03), router: used(0.02) } })],
    }),
    cell('small-pages', {
      switchyard: [outcome({ requests: 1000, usage: { proxy: used(0.1), router: used(0) } })],
    }),
  ];
  const name = 'CPU µs of a POST over a page, statement seen before';
  expect(valueOf(traffic, name)).toBeCloseTo(500 - 2 * 100);
});

test('the time that we add to a page is compared with what haproxy adds', () => {
  const page = (p50: number) => [outcome({ page: { count: 9, p50, p99: p50, p999: p50 } })];
  const traffic = [cell('pages', { direct: page(1), haproxy: page(2), switchyard: page(4) })];
  expect(valueOf(traffic, 'pages: added p50 ÷ that of haproxy')).toBe(3);
});

test('what was not measured is left out', () => {
  const traffic = [cell('query', { direct: [outcome({})], switchyard: [outcome({})] })];
  const figures = figuresOf({ traffic, decisions: [], idle: {} });
  expect(figures).toEqual([{ name: 'query: queries/s ÷ direct', value: 1 }]);
});
