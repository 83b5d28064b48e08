import { type Outcome } from '../load/job';
import { median } from '../load/percentiles';
import { type DatabaseOutcome } from '../measure-database';
import { type Cell } from '../measure-traffic';
import { type ShapeName } from '../shapes';
import { judgedRounds } from './judged-rounds';
import { figure } from './table';

/** Microseconds of CPU, and bytes, of which docs/scaling.md makes its sums. */
export interface Costs {
  page: number;
  post: number;
  megabyte: number;
  seen: number;
  unseen: number;
  databaseCpu: number;
  databaseLog: number;
  databaseDisk: number;
}

/** Undefined where the run did not measure all of it. */
export function costsOf(
  traffic: readonly Cell[],
  database: DatabaseOutcome | undefined,
): Costs | undefined {
  const cpu = (shape: ShapeName, process: string, per: (outcome: Outcome) => number) => {
    const rounds = judgedRounds(traffic, shape, 'switchyard');
    return median(rounds.map((each) => (each.usage[process]!.cpuSeconds * 1e6) / per(each))) ?? NaN;
  };
  const page = cpu('small-pages', 'proxy', ({ requests }) => requests);
  const { queries = NaN, work, bytesOfRow } = database ?? {};
  const costs = {
    page,
    post: cpu('query', 'proxy', (each) => each.queries) - page,
    megabyte: cpu('stream', 'proxy', ({ bytes }) => bytes / 1e6),
    seen: cpu('query', 'router', (each) => each.queries),
    unseen: cpu('new-query', 'router', (each) => each.queries),
    databaseCpu: ((work?.cpuSeconds ?? NaN) * 1e6) / queries,
    databaseLog: (work?.walBytes ?? NaN) / queries,
    databaseDisk: (bytesOfRow?.decision ?? NaN) + (bytesOfRow?.query ?? NaN),
  };
  return Object.values(costs).every(Number.isFinite) ? costs : undefined;
}

/** Each proxy is one process, so a core, as each router: workers have costs of their own (docs/workers.md). */
interface Fleet {
  name: string;
  proxies: number;
  routers: number;
}

const FLEETS: readonly Fleet[] = [
  { name: '1 proxy, 1 router', proxies: 1, routers: 1 },
  { name: '8 proxies, 2 routers', proxies: 8, routers: 2 },
  { name: '20 proxies, 5 routers', proxies: 20, routers: 5 },
];
const PAGES = 5;
const NEW_SHARE = 0.1;
/** Of a core; the rest is for peaks, and for a machine that is away. */
const USED = 0.6;
const WANTED = 20_000;

/** The figures as a table of Markdown. */
export function costsTable(costs: Costs): string {
  return markdownTable([
    ['Figure', 'Letter', 'Value'],
    ['CPU of the proxy for a page of one row', '`p`', `${figure(costs.page)} µs`],
    ['CPU of the proxy for a POST', '`s`', `${figure(costs.post)} µs`],
    ['CPU of the proxy for a MB of a result', '`m`', `${figure(costs.megabyte)} µs`],
    ['CPU of the router for a query, statement seen before', '`r`', `${figure(costs.seen)} µs`],
    ['CPU of the router for a query, statement never seen', '`n`', `${figure(costs.unseen)} µs`],
    ['CPU of PostgreSQL for a query', '`d`', `${figure(costs.databaseCpu)} µs`],
    ['PostgreSQL’s log (WAL) for a query', '`w`', `${figure(costs.databaseLog)} bytes`],
    ['PostgreSQL’s disk for a query', '`k`', `${figure(costs.databaseDisk)} bytes`],
  ]);
}

/** What some fleets can do, and what that has PostgreSQL do. */
export function fleetsTable(costs: Costs): string {
  const proxyMicros = costs.post + PAGES * costs.page;
  const routerMicros = (1 - NEW_SHARE) * costs.seen + NEW_SHARE * costs.unseen;
  const byProxies = ({ proxies }: Fleet) => (proxies * USED * 1e6) / proxyMicros;
  const byRouters = ({ routers }: Fleet) => (routers * USED * 1e6) / routerMicros;
  const done = (fleet: Fleet) => Math.min(byProxies(fleet), byRouters(fleet));
  const coresOf = (fleet: Fleet) =>
    fleet.proxies + fleet.routers + Math.ceil((done(fleet) * costs.databaseCpu) / 1e6 / USED);
  const row = (name: string, value: (fleet: Fleet) => string) => [name, ...FLEETS.map(value)];
  return markdownTable([
    row('', ({ name }) => name),
    row('the proxies can do', (fleet) => `${figure(byProxies(fleet))} queries/s`),
    row('the routers can do', (fleet) => `${figure(byRouters(fleet))} queries/s`),
    row('so the fleet does', (fleet) => `${figure(done(fleet))} queries/s`),
    row('PostgreSQL: cores', (fleet) => figure((done(fleet) * costs.databaseCpu) / 1e6)),
    row('cores of all three', (fleet) => figure(coresOf(fleet))),
    row('its log', (fleet) => `${figure((done(fleet) * costs.databaseLog) / 1e6)} MB/s`),
    row(
      'its disk for a day',
      (fleet) => `${figure((done(fleet) * costs.databaseDisk * 86_400) / 1e9)} GB`,
    ),
    row('connections to it, at most', ({ routers }) => figure(routers * 11)),
    row('connections to a coordinator, at most', ({ proxies }) => figure(proxies * 4096)),
    row('looks at a coordinator', ({ proxies }) => `${figure(proxies / 5)} a second`),
    row(`proxies for ${figure(WANTED)} queries/s`, () =>
      figure(Math.ceil((WANTED * proxyMicros) / USED / 1e6)),
    ),
    row(`routers for ${figure(WANTED)} queries/s`, () =>
      figure(Math.ceil((WANTED * routerMicros) / USED / 1e6)),
    ),
  ]);
}

/** As prettier writes it. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, at) => Math.max(3, ...rows.map((row) => row[at]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n');
}
