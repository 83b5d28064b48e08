import type { Condition } from '../condition-schema';
import { comparePaths, type RuleProblem } from '../problem';
import { type Contradiction, contradictionOf } from './contradiction';
import type { Literal } from './literal';
import type { Truth } from './truth';
import type { Way, WayFinder } from './ways';

const NAMED_OTHERS = 3;

export interface NeverHolding {
  /** The condition as a whole can never hold. */
  problems: RuleProblem[];
  /** A branch of an `any` cannot, while others can. */
  warnings: RuleProblem[];
}

/** What of the condition written at `at` can never hold, whatever a statement is like. */
export function neverHolding(
  condition: Condition,
  at: string,
  waysOf: WayFinder,
  truth: Truth,
): NeverHolding {
  const ways = waysOf(condition, true, at);
  const judged = ways.map((way) => ({ way, against: contradictionOf(way.literals, truth) }));
  const impossible = judged.flatMap(({ way, against }) => (against ? [{ way, against }] : []));
  const [first] = impossible;
  if (first === undefined) return { problems: [], warnings: [] };
  if (impossible.length === ways.length) {
    const problem = ways.length === 1 ? atLiteral(first.against, at) : atWhole(first.against, at);
    return { problems: [problem], warnings: [] };
  }
  return { problems: [], warnings: deadBranches(judged, at) };
}

function atLiteral(against: Contradiction, at: string): RuleProblem {
  const { culprit, others } = sides(against, at);
  return { path: culprit.at, message: `${reason(against, others)}; ${remedy(others)}` };
}

function atWhole(against: Contradiction, at: string): RuleProblem {
  const { culprit, others } = sides(against, at);
  const example = `${told(culprit)} ${reason(against, others)}`;
  const message = `can never hold, as each way to it contradicts itself: ${example}, for one; ${remedy(others)}`;
  return { path: at, message };
}

interface Judged {
  way: Way;
  against?: Contradiction;
}

/** Branches all of whose ways are impossible, the outermost of each. */
function deadBranches(judged: readonly Judged[], at: string): RuleProblem[] {
  const dead = new Map<string, Contradiction>();
  const alive = new Set<string>();
  for (const { way, against } of judged) {
    for (const branch of way.branches) {
      if (!against) alive.add(branch);
      else if (!dead.has(branch)) dead.set(branch, against);
    }
  }
  const found = [...dead].filter(([branch]) => !alive.has(branch) && isWithin(branch, at));
  const isInner = (branch: string) =>
    found.some(([outer]) => branch !== outer && branch.startsWith(`${outer}.`));
  return found
    .filter(([branch]) => !isInner(branch))
    .map(([branch, against]) => {
      const { culprit, others } = sides(against, branch);
      const why = `${told(culprit)} ${reason(against, others)}`;
      return {
        path: branch,
        message: `can never hold here: ${why}; remove this branch or correct it`,
      };
    });
}

/** The one to point at, which is the last that stands in the condition itself, and the others. */
function sides({ literals }: Contradiction, at: string) {
  const inOrder = [...literals].sort(byPlace);
  const own = inOrder.findLast((literal) => isWithin(literal.at, at));
  const culprit = own ?? (inOrder.at(-1) as Literal);
  return { culprit, others: inOrder.filter((literal) => literal !== culprit) };
}

function byPlace(a: Literal, b: Literal): number {
  return comparePaths(a.at, b.at);
}

function reason({ because }: Contradiction, others: readonly Literal[]): string {
  if (others.length === 0) return `can never hold${because === undefined ? '' : `, as ${because}`}`;
  const named = others.slice(0, NAMED_OTHERS).map(told).join(' and ');
  const more = others.length > NAMED_OTHERS ? ' and others' : '';
  return `can never hold together with ${named}${more}`;
}

function remedy(others: readonly Literal[]): string {
  return others.length === 0
    ? 'change the value or remove it'
    : 'keep one of them, or put them into an "any"';
}

function told({ text, at }: Literal): string {
  return `${text} (${at})`;
}

// Names of conditions may begin like one another.
function isWithin(path: string, at: string): boolean {
  return path.startsWith(at) && /^(?:\.(?:all|any)\[\d+\]|\.not)*$/.test(path.slice(at.length));
}
