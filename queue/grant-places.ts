import type { Place, Waiter, Way } from './place';

/**
 * Who of those that wait may run now, and where: the cluster by ticket. The highest priority goes
 * first; among equals the user with the fewest running queries under the same limits, and then who
 * waits longest. Who must wait for a limit of his own holds up nobody else. Pure.
 */
export function grantPlaces(
  running: readonly Place[],
  waiters: readonly Waiter[],
): Map<string, Way> {
  const counts = createCounts();
  for (const place of running) counts.add(place);
  const left = new Set(waiters);
  const granted = new Map<string, Way>();
  for (;;) {
    const next = firstOf(left, counts);
    if (next === undefined) return granted;
    const { waiter, way } = next;
    granted.set(waiter.ticket, way);
    left.delete(waiter);
    counts.add({ ...waiter, keys: keysOf(way) });
  }
}

export function keysOf({ limits }: Way): string[] {
  return limits.map(({ key }) => key);
}

interface Candidate {
  waiter: Waiter;
  way: Way;
  /** Running queries of the user under the limits in question. */
  share: number;
}

function firstOf(waiters: Iterable<Waiter>, counts: Counts): Candidate | undefined {
  let first: Candidate | undefined;
  for (const waiter of waiters) {
    const way = waiter.ways.find(({ limits }) =>
      limits.every(({ key, max }) => counts.of(key) < max),
    );
    if (way === undefined) continue;
    const share = Math.max(0, ...keysOf(way).map((key) => counts.ofUser(key, waiter.user)));
    const candidate = { waiter, way, share };
    if (first === undefined || goesBefore(candidate, first)) first = candidate;
  }
  return first;
}

function goesBefore(one: Candidate, other: Candidate): boolean {
  const differences = [
    other.waiter.priority - one.waiter.priority,
    one.share - other.share,
    one.waiter.since - other.waiter.since,
  ];
  const decisive = differences.find((difference) => difference !== 0);
  return decisive === undefined ? one.waiter.ticket < other.waiter.ticket : decisive < 0;
}

type Counts = ReturnType<typeof createCounts>;

function createCounts() {
  const all = new Map<string, number>();
  const users = new Map<string, Map<string, number>>();
  return {
    of: (key: string) => all.get(key) ?? 0,
    ofUser: (key: string, user: string) => users.get(key)?.get(user) ?? 0,
    add({ user, keys }: Omit<Place, 'ticket'>): void {
      for (const key of keys) {
        all.set(key, (all.get(key) ?? 0) + 1);
        const byUser = users.get(key) ?? new Map<string, number>();
        users.set(key, byUser.set(user, (byUser.get(user) ?? 0) + 1));
      }
    },
  };
}
