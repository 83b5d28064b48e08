import { z } from 'zod';
import type { FactInput } from '../../rules/fact-input';
import type { NowOrLater } from '../../runtime/now-or-later';
import type { StatementFacts } from '../../sql/statement-facts';
import type { Recorded } from './recorded-decisions';

const names = z.array(z.string());
const counts = z.record(z.string(), z.number());

/** The facts as decide.ts records them; later versions may add some, so others are not refused. */
const inputSchema = z.looseObject({
  clientTags: names,
  sessionProperties: z.record(z.string(), z.string()),
  headers: z.record(z.string(), z.string()),
  groups: names.optional(),
  load: z.object({ running: counts, queued: counts }).optional(),
  analysis: z.looseObject({ queryType: z.string(), shape: z.looseObject({}) }),
});

/** The facts of a past decision, or the name of one that the rules use and nobody knows any more. */
export type RecordedFacts =
  { known: true; facts: FactInput; groupsOfNow: boolean } | { known: false; missing: string };

/**
 * Makes the facts of a past decision from what was recorded. Groups that were not asked for then are
 * those that the user has now; all else that is missing stays so.
 */
export async function recordedFacts(
  { input, statementText, decidedAt }: Recorded,
  used: ReadonlySet<string>,
  groupsOf: (user: string) => NowOrLater<readonly string[]>,
): Promise<RecordedFacts> {
  const read = inputSchema.safeParse(input);
  if (!read.success) return { known: false, missing: 'all facts' };
  const recorded = read.data as unknown as FactInput & Partial<Pick<FactInput, 'groups' | 'load'>>;
  if (used.has('statement') && statementText === undefined) {
    return { known: false, missing: 'statement' };
  }
  const usesLoad = used.has('runningQueries') || used.has('queuedQueries');
  if (usesLoad && recorded.load === undefined) return { known: false, missing: 'load' };
  const groupsOfNow = used.has('groups') && recorded.groups === undefined;
  const { user } = recorded;
  const facts: FactInput = {
    ...recorded,
    groups: recorded.groups ?? (groupsOfNow && user !== undefined ? await groupsOf(user) : []),
    load: recorded.load ?? { running: {}, queued: {} },
    statement: statementText ?? '',
    analysis: recorded.analysis as StatementFacts,
    now: decidedAt,
  };
  return { known: true, facts, groupsOfNow };
}
