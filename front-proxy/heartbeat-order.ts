import type { Milliseconds } from '../runtime/units';

/** An open query is told again this often, so that the router knows that it still has a client. */
const HEARTBEAT_MS = 20_000;
/** As many are looked at in one pass, so that it holds up no page. */
const MAX_LOOKED_AT = 3_000;

interface Told {
  /** When it was last told to the router. */
  toldAt: Milliseconds;
}

/**
 * Who is to be told of next, without looking at all of them. One that was told waits its time in line;
 * without news by then it leaves, and is due at once when there are some.
 */
export function createHeartbeatOrder<Query extends Told>(now: () => Milliseconds) {
  // In the order in which they were told.
  const told = new Set<Query>();
  const due = new Set<Query>();
  let isBehind = false;

  function wasTold(query: Query): void {
    query.toldAt = now();
    due.delete(query);
    told.delete(query);
    told.add(query);
  }

  function findDue(hasNews: (query: Query) => boolean): void {
    const before = now() - HEARTBEAT_MS;
    let left = MAX_LOOKED_AT;
    isBehind = false;
    for (const query of told) {
      if (query.toldAt > before) return;
      if (left === 0) {
        isBehind = true;
        return;
      }
      left -= 1;
      told.delete(query);
      if (hasNews(query)) due.add(query);
    }
  }

  return {
    wasTold,
    hasNews(query: Query): void {
      if (!told.has(query)) due.add(query);
    },
    isDue(query: Query): void {
      told.delete(query);
      due.add(query);
    },
    remove(query: Query): void {
      told.delete(query);
      due.delete(query);
    },
    /** Whether the last pass ended before it had looked at all that may be due. */
    isBehind: () => isBehind,
    /** Those that are due, as far as they have news; from now on they count as told. */
    take(limit: number, hasNews: (query: Query) => boolean): Query[] {
      findDue(hasNews);
      const taken: Query[] = [];
      for (const query of due) {
        if (taken.length === limit) break;
        taken.push(query);
        wasTold(query);
      }
      return taken;
    },
  };
}
