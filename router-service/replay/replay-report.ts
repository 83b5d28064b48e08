import type { Outcome } from '../../rules/outcome';
import type { Recorded } from './recorded-decisions';

/** What decided, and where to; no rule where none did. */
export interface Destination {
  routingGroup: string;
  rule?: string;
  reason: string;
}

export interface MovedDecision {
  id: string;
  decidedAt: string;
  user?: string;
  source?: string;
}

/** Decisions that would go another way, all from the same place to the same place. */
export interface Move {
  from: Destination;
  to: Destination;
  count: number;
  /** The newest of them. */
  examples: MovedDecision[];
}

export interface ReplayReport {
  /** Decisions that were looked at. */
  decisions: number;
  /** To another group, or refused where it was not, or the other way about. */
  moved: number;
  /** To the same group by another rule. */
  sameGroupOtherRule: number;
  unchanged: number;
  /** Decisions that cannot be made again, by the fact that was not recorded. */
  undecidable: Record<string, number>;
  /** Decisions for which the user's groups of now stand for those of then. */
  withGroupsOfNow: number;
  /** Most frequent first. */
  moves: Move[];
  /** Moved decisions beyond the moves that are told. */
  otherMoves: number;
}

// A candidate that moves everything by many rules must not fill the memory.
const MAX_MOVES = 1000;
const MAX_EXAMPLES = 5;

/** Adds decisions up; its size does not grow with their number. */
export function createReplayTally() {
  const moves = new Map<string, Move>();
  const undecidable = new Map<string, number>();
  const sum = { decisions: 0, moved: 0, sameGroupOtherRule: 0, unchanged: 0 };
  let withGroupsOfNow = 0;
  let otherMoves = 0;

  function addMove(recorded: Recorded, outcome: Outcome): void {
    const [from, to] = [destinationOf(recorded), destinationOf(outcome)];
    const key = JSON.stringify([from, to]);
    let move = moves.get(key);
    if (move === undefined) {
      if (moves.size >= MAX_MOVES) {
        otherMoves += 1;
        return;
      }
      move = { from, to, count: 0, examples: [] };
      moves.set(key, move);
    }
    move.count += 1;
    if (move.examples.length < MAX_EXAMPLES) move.examples.push(exampleOf(recorded));
  }

  return {
    add(recorded: Recorded, outcome: Outcome, groupsOfNow: boolean): void {
      sum.decisions += 1;
      if (groupsOfNow) withGroupsOfNow += 1;
      const change = changeOf(recorded, outcome);
      sum[change] += 1;
      if (change === 'moved') addMove(recorded, outcome);
    },
    addUndecidable(missing: string): void {
      sum.decisions += 1;
      undecidable.set(missing, (undecidable.get(missing) ?? 0) + 1);
    },
    report: (): ReplayReport => ({
      ...sum,
      undecidable: Object.fromEntries(undecidable),
      withGroupsOfNow,
      moves: [...moves.values()].sort((a, b) => b.count - a.count),
      otherMoves,
    }),
  };
}

function changeOf(before: Recorded, after: Outcome): 'moved' | 'sameGroupOtherRule' | 'unchanged' {
  const isRefused = (reason: string) => reason === 'REJECTED';
  if (isRefused(before.reason) !== isRefused(after.reason)) return 'moved';
  // A refused statement goes nowhere, whichever group stands beside it.
  if (!isRefused(after.reason) && before.routingGroup !== after.routingGroup) return 'moved';
  return before.rule === after.rule ? 'unchanged' : 'sameGroupOtherRule';
}

function destinationOf({ routingGroup, rule, reason }: Destination): Destination {
  return { routingGroup, ...(rule !== undefined && { rule }), reason };
}

function exampleOf({ id, decidedAt, user, source }: Recorded): MovedDecision {
  return {
    id,
    decidedAt: decidedAt.toISOString(),
    ...(user !== undefined && { user }),
    ...(source !== undefined && { source }),
  };
}
