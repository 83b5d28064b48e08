import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Config } from '../../config/schema';
import type { CompiledRuleSet } from '../../rules/compile';
import { evaluate } from '../../rules/evaluate';
import type { ClusterRegistry } from '../clusters/cluster-registry';
import type { Database } from '../database/database';
import type { Place } from '../history/place';
import { hintedRoutingGroup } from '../hinted-routing-group';
import type { UserGroups } from '../user-groups/user-groups';
import { countRecorded, readRecorded, type Period, type Recorded } from './recorded-decisions';
import { recordedFacts } from './recorded-facts';
import { createReplayTally, type ReplayReport } from './replay-report';

export interface ReplaySources {
  db: Pick<Database, 'query'>;
  groups: Pick<UserGroups, 'of'>;
  clusters: Pick<ClusterRegistry, 'list'>;
  routing: Config['routing'];
}

export type ReplayNews = { progress: { done: number; total: number } } | { report: ReplayReport };

const PAGE_ROWS = 500;
// Decisions that are asked for now go in between.
const AT_A_TIME = 20;
const PROGRESS_MS = 500;

/**
 * Decides recorded decisions anew by a candidate, newest first, and tells what would be different.
 * Holds one page of them at a time; ends early, without a report, when the signal is aborted.
 */
export async function* replay(
  candidate: CompiledRuleSet,
  period: Period,
  sources: ReplaySources,
  signal: AbortSignal,
): AsyncGenerator<ReplayNews> {
  const total = await countRecorded(sources.db, period);
  const tally = createReplayTally();
  yield { progress: { done: 0, total } };
  let [done, toldAt] = [0, Date.now()];
  for await (const recorded of recordedOf(sources.db, period, total)) {
    if (done % AT_A_TIME === 0) await nextTurn();
    if (signal.aborted) return;
    await decideAnew(candidate, recorded, sources, tally);
    done += 1;
    if (Date.now() - toldAt < PROGRESS_MS) continue;
    toldAt = Date.now();
    yield { progress: { done, total } };
  }
  yield { progress: { done, total } };
  yield { report: tally.report() };
}

async function* recordedOf(
  db: ReplaySources['db'],
  period: Period,
  total: number,
): AsyncGenerator<Recorded> {
  let place: Place | undefined;
  for (let left = total; left > 0;) {
    const page = await readRecorded(db, period, Math.min(left, PAGE_ROWS), place);
    yield* page;
    left -= page.length;
    place = page.at(-1);
    // The oldest may have been pruned since they were counted.
    if (place === undefined) return;
  }
}

async function decideAnew(
  candidate: CompiledRuleSet,
  recorded: Recorded,
  { groups, clusters, routing }: ReplaySources,
  tally: ReturnType<typeof createReplayTally>,
): Promise<void> {
  const read = await recordedFacts(recorded, candidate.usedFacts, groups.of);
  if (!read.known) return tally.addUndecidable(read.missing);
  const outcome = evaluate(candidate, read.facts, {
    defaultRoutingGroup: routing.defaultRoutingGroup,
    hintedRoutingGroup: hintedRoutingGroup(read.facts, routing, clusters),
  });
  tally.add(recorded, outcome, read.groupsOfNow);
}
