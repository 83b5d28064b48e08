import type { KnownCluster } from './cluster-directory';

/** Queries that this proxy knows of; times are those of machineNow(). */
export interface OpenQueryCounts {
  startedSince(cluster: string, time: number): number;
  endedSince(cluster: string, time: number): number;
  countOf(cluster: string): number;
}

/** A count of another place, and when it was taken (machineNow()). */
export interface CountAt {
  count: number;
  at: number;
}

/**
 * How many queries a cluster has now: what its coordinator told at the last look, which covers those of
 * other proxies, or else what the router counted of all proxies; corrected by what this proxy saw start
 * and end since, and by what it submits right now. Else what this proxy knows of its own.
 */
export function knownQueries(
  { cluster, health, loadAskedAt }: KnownCluster,
  own: OpenQueryCounts,
  ofAllProxies: CountAt | undefined,
  underWay: number,
): number {
  const { name } = cluster;
  const told = toldBy(health.load, loadAskedAt) ?? ofAllProxies;
  if (told === undefined) return own.countOf(name) + underWay;
  const change = own.startedSince(name, told.at) - own.endedSince(name, told.at);
  return Math.max(0, told.count + change) + underWay;
}

function toldBy(load: KnownCluster['health']['load'], at: number | undefined): CountAt | undefined {
  if (load?.running === undefined || load.queued === undefined || at === undefined)
    return undefined;
  return { count: load.running + load.queued, at };
}
