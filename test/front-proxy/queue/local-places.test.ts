import { createLocalPlaces } from '../../../front-proxy/queue/local-places';

let time = 0;
let proxies = 1;
const local = (maxWaiting = 10) =>
  createLocalPlaces({ proxies: () => proxies, maxWaiting, now: () => time });

beforeEach(() => {
  time = 1000;
  proxies = 1;
});

const limited = (key: string, max: number) => [{ cluster: 'blue', limits: [{ key, max }] }];
const asking = (ticket: string, max = 1, user = 'ann', priority = 0) =>
  ({ ticket, user, priority, ways: limited('cluster:blue', max) }) as const;

test.each([
  { max: 5, count: 1, share: 5 },
  { max: 5, count: 2, share: 2 },
  { max: 6, count: 3, share: 2 },
  { max: 1, count: 3, share: 1 },
])('of $max places, $count proxies grant $share each', ({ max, count, share }) => {
  proxies = count;
  const places = local();
  const states = [0, 1, 2, 3, 4, 5].map((i) => places.ask(asking(`t${i}`, max), time).state);
  expect(states.filter((state) => state === 'GRANTED')).toHaveLength(share);
});

test('places that routers granted count when the proxy decides alone', () => {
  const places = local();
  places.take('t1', { user: 'ann', cluster: 'blue', keys: ['cluster:blue'], queryId: 'q1' });
  expect(places.ask(asking('t2'), time)).toEqual({ state: 'WAITING', waitedMs: 0 });
  places.leave(places.ticketOf('q1')!);
  expect(places.ask(asking('t2'), time)).toEqual({ state: 'GRANTED', cluster: 'blue' });
});

test('a query whose pages nobody asks for holds no place for long', () => {
  const places = local();
  places.take('t1', { user: 'ann', cluster: 'blue', keys: ['cluster:blue'], queryId: 'q1' });
  time += 14_000;
  places.seen('q1');
  time += 14_000;
  expect(places.ask(asking('t2'), time).state).toBe('WAITING');
  time += 2_000;
  expect(places.ask(asking('t2'), time).state).toBe('GRANTED');
});

test('who waited at a router keeps the turn', () => {
  const places = local();
  places.take('t0', { user: 'ann', cluster: 'blue', keys: ['cluster:blue'], queryId: 'q0' });
  places.ask(asking('late'), 900);
  expect(places.ask(asking('early'), 300)).toEqual({ state: 'WAITING', waitedMs: 700 });
  places.leave('t0');
  expect(places.ask(asking('late'), 900)).toMatchObject({ state: 'WAITING' });
  expect(places.ask(asking('early'), 300).state).toBe('GRANTED');
});

test('the queue is bounded', () => {
  const places = local(1);
  const states = ['t1', 't2', 't3'].map((ticket) => places.ask(asking(ticket), time));
  expect(states.map(({ state }) => state)).toEqual(['GRANTED', 'WAITING', 'FULL']);
  places.leave('t2');
  expect(places.ask(asking('t3'), time).state).toBe('WAITING');
});
