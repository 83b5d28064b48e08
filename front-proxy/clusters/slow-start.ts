import type { Milliseconds } from '../../runtime/units';
import type { KnownCluster } from './cluster-directory';

const LEAST_SHARE = 0.1;

/** Which part of its share of statements a cluster gets now: less than 1 while it warms up. */
export function shareNow(
  { backSince }: Pick<KnownCluster, 'backSince'>,
  windowMs: Milliseconds,
  clock: () => Milliseconds,
): number {
  // Nearly always so: then the clock is not read for each of hundreds of clusters.
  if (backSince === undefined) return 1;
  const now = clock();
  if (now >= backSince + windowMs) return 1;
  return Math.max(LEAST_SHARE, (now - backSince) / windowMs);
}
