import type { Milliseconds } from '../../runtime/units';
import type { ClientRequest } from '../client-request';
import type { Choice } from '../clusters/choose-cluster';
import type { ProxyContext } from '../proxy-context';
import type { Route } from '../router-client';
import { whoAsks } from '../who-asks';
import { limitsOf, waysOf } from './limits-of';

/** How a statement asks for its place. */
export interface Asking {
  ticket: () => string;
  /** When it asked first, by machineNow(). */
  since: Milliseconds;
  waitMs: Milliseconds;
  /** Encrypts the statement for the proxy that its client asks next; none where that was done. */
  sealed?: (() => Promise<string | undefined>) | undefined;
  /** Aborted when the client goes away. */
  signal: () => AbortSignal;
}

export type Placed =
  | { kind: 'placed'; choice: Choice; keys: string[] }
  | { kind: 'waiting'; waitedMs: Milliseconds }
  | { kind: 'full'; waiting: number };

/**
 * Where a statement may run now: the cluster of choice, where no limit holds there, else one of its
 * group with a place. Rejects when its client goes away.
 */
export async function findPlace(
  { config, places }: ProxyContext,
  route: Route,
  choose: (tried: ReadonlySet<string>) => Choice | undefined,
  tried: ReadonlySet<string>,
  first: Choice,
  request: ClientRequest,
  asking: Asking,
): Promise<Placed> {
  const limits = (choice: Choice) =>
    limitsOf(choice, route, (group) => maxOfGroup(config.routingGroups, group));
  if (limits(first).length === 0) return { kind: 'placed', choice: first, keys: [] };
  const chosen = (not: ReadonlySet<string>) => (not.size === tried.size ? first : choose(not));
  const ways = waysOf(chosen, tried, limits);
  const { since, waitMs } = asking;
  const { user = '' } = whoAsks(request);
  const answer = await places.ask(
    {
      ...{ ticket: asking.ticket(), user, priority: route.queuePriority ?? 0 },
      ways: ways.map(({ cluster, limits: all }) => ({ cluster, limits: [...all] })),
      sealed: await asking.sealed?.(),
    },
    { since, waitMs, signal: asking.signal() },
  );
  if (answer.state === 'WAITING') return { kind: 'waiting', waitedMs: answer.waitedMs };
  if (answer.state === 'FULL') return { kind: 'full', waiting: answer.waiting };
  const way = ways.find(({ cluster }) => cluster === answer.cluster);
  if (way === undefined) throw new Error(`granted a place on ${answer.cluster}, not asked for`);
  return { kind: 'placed', choice: way.choice, keys: way.limits.map(({ key }) => key) };
}

function maxOfGroup(groups: ProxyContext['config']['routingGroups'], name: string) {
  return groups.find((group) => group.name === name)?.maxRunningQueries;
}
