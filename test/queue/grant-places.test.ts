import { grantPlaces } from '../../queue/grant-places';
import type { Limit, Place, Waiter } from '../../queue/place';

const limit = (key: string, max: number): Limit => ({ key, max });
const on = (cluster: string, ...limits: Limit[]) => ({ cluster, limits });

/** Running queries of the users, all under one key. */
const running = (key: string, ...users: string[]): Place[] =>
  users.map((user, i) => ({ ticket: `running-${key}-${i}`, user, keys: [key] }));

const waiter = (ticket: string, more: Partial<Waiter> = {}): Waiter => ({
  ...{ ticket, user: ticket, priority: 0, since: 0, ways: [on('blue', limit('k', 1))] },
  ...more,
});

function granted(places: Place[], waiters: Waiter[]): Record<string, string> {
  const all = [...grantPlaces(places, waiters)];
  return Object.fromEntries(all.map(([ticket, { cluster }]) => [ticket, cluster]));
}

test('as many run as the limit lets', () => {
  const ways = [on('blue', limit('k', 3))];
  const waiters = [1, 2, 3].map((since) => waiter(`w${since}`, { since, ways }));
  expect(granted(running('k', 'x'), waiters)).toEqual({ w1: 'blue', w2: 'blue' });
  expect(granted(running('k', 'x', 'x', 'x'), waiters)).toEqual({});
});

test('who waits longest goes first', () => {
  expect(granted([], [waiter('late', { since: 2 }), waiter('early', { since: 1 })])).toEqual({
    early: 'blue',
  });
});

test('a higher priority goes before an earlier waiter and before a user with fewer queries', () => {
  const ways = [on('blue', limit('k', 2))];
  const waiters = [
    waiter('early', { since: 1, ways }),
    waiter('dashboard', { since: 2, priority: 5, user: 'busy', ways }),
  ];
  expect(granted(running('k', 'busy'), waiters)).toEqual({ dashboard: 'blue' });
});

test('users take turns, however many statements one of them has waiting', () => {
  const ways = [on('blue', limit('k', 4))];
  const many = [1, 2, 3, 4, 5].map((since) => waiter(`m${since}`, { user: 'many', since, ways }));
  const few = [6, 7].map((since) => waiter(`f${since}`, { user: 'few', since, ways }));
  expect(Object.keys(granted([], [...many, ...few]))).toEqual(['m1', 'f6', 'm2', 'f7']);
  expect(Object.keys(granted(running('k', 'many', 'many'), [...many, ...few]))).toEqual([
    'f6',
    'f7',
  ]);
});

test('every limit of a way must have room', () => {
  const ways = [on('blue', limit('cluster', 10), limit('mine', 1))];
  expect(granted(running('mine', 'me'), [waiter('w', { ways })])).toEqual({});
  expect(granted(running('cluster', 'me'), [waiter('w', { ways })])).toEqual({ w: 'blue' });
});

test('who waits for a limit of his own holds up nobody', () => {
  const own = [on('blue', limit('k', 2), limit('own', 1))];
  const waiters = [
    waiter('held', { since: 1, ways: own }),
    waiter('free', { since: 2, ways: [on('blue', limit('k', 2))] }),
  ];
  expect(granted(running('own', 'held'), waiters)).toEqual({ free: 'blue' });
});

test('the first cluster with room serves, also one without a limit', () => {
  const ways = [on('blue', limit('blue', 1)), on('green', limit('green', 1)), on('red')];
  const waiters = [1, 2, 3, 4].map((since) => waiter(`w${since}`, { since, ways }));
  expect(granted([], waiters)).toEqual({ w1: 'blue', w2: 'green', w3: 'red', w4: 'red' });
});

test('no limit is ever exceeded, and no place stays free that somebody could take', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = sequence(seed);
    const any = (most: number) => Math.floor(random() * most);
    const maxes = new Map(['a', 'b', 'c'].map((key) => [key, 1 + any(4)]));
    const someLimits = () =>
      [...maxes].filter(() => random() < 0.6).map(([key, max]) => limit(key, max));
    const places = Array.from({ length: any(3) }, (_, i) => ({
      ...{ ticket: `p${i}`, user: `u${any(3)}`, keys: [['a', 'b', 'c'][any(3)]!] },
    }));
    const waiters = Array.from({ length: any(12) }, (_, i) =>
      waiter(`w${i}`, {
        ...{ user: `u${any(3)}`, since: any(5), priority: any(2) },
        ways: [on('blue', ...someLimits()), on('green', ...someLimits())],
      }),
    );
    const result = grantPlaces(places, waiters);
    const counts = new Map<string, number>();
    const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const { keys } of places) keys.forEach(count);
    const before = new Map(counts);
    for (const { limits } of result.values()) limits.forEach(({ key }) => count(key));
    for (const [key, n] of counts) {
      expect(n).toBeLessThanOrEqual(Math.max(maxes.get(key)!, before.get(key) ?? 0));
    }
    const waiting = waiters.filter(({ ticket }) => !result.has(ticket));
    const fits = ({ ways }: Waiter) =>
      ways.some(({ limits }) => limits.every(({ key, max }) => (counts.get(key) ?? 0) < max));
    expect(waiting.filter(fits)).toEqual([]);
  }
});

/** Numbers from 0 to 1 that are the same for the same seed. */
function sequence(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return state / 2 ** 32;
  };
}
