import { costsTable, fleetsTable, type Costs } from '../../../bench/proxy/report/scaling';

const costs: Costs = {
  ...{ page: 60, post: 100, megabyte: 1000, seen: 90, unseen: 190 },
  ...{ databaseCpu: 40, databaseLog: 2500, databaseDisk: 2600 },
};

const cellsOf = (table: string, name: string) =>
  table
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((cells) => cells[1] === name)
    ?.slice(2, -1);

test('each figure has its letter', () => {
  expect(cellsOf(costsTable(costs), 'CPU of the proxy for a POST')).toEqual(['`s`', '100 µs']);
});

test('a fleet does what its proxies and its routers both can', () => {
  const table = fleetsTable(costs);
  // 0.6 s of each core; 100 + 5 × 60 µs in the proxy, 0.9 × 90 + 0.1 × 190 µs in the router.
  expect(cellsOf(table, 'the proxies can do')?.[0]).toBe('3,000 queries/s');
  expect(cellsOf(table, 'the routers can do')?.[0]).toBe('6,000 queries/s');
  expect(cellsOf(table, 'so the fleet does')?.[0]).toBe('3,000 queries/s');
  expect(cellsOf(table, 'its log')?.[0]).toBe('7.5 MB/s');
  expect(cellsOf(table, 'routers for 20,000 queries/s')?.[0]).toBe('4');
});
