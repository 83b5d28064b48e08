import type { CompiledRuleSet } from '../rules/compile';
import type { Metrics } from '../runtime/metrics';

/** What one rule did on this node since it started. */
export interface RuleCount {
  /** Decisions in which it matched. */
  hits: number;
  lastHitAt?: string;
  /** Decisions in which it was tried: none before it had ended the matter. */
  evaluations: number;
  evaluationSeconds: number;
}

interface Count {
  hits: number;
  lastHit: number;
  evaluations: number;
  milliseconds: number;
}

/**
 * Counts by rule name, which a changed rule keeps. `rules` are the names of the active rule set: only
 * they are told, so that what rules were called long ago fills neither metrics nor memory.
 */
export function createRuleCounters(metrics: Metrics, rules: () => readonly string[]) {
  const counts = new Map<string, Count>();

  const ends = createEnds((rule, times) => {
    countOf(rule).evaluations += times;
  });

  function countOf(rule: string): Count {
    const known = counts.get(rule);
    if (known !== undefined) return known;
    const count = { hits: 0, lastHit: 0, evaluations: 0, milliseconds: 0 };
    counts.set(rule, count);
    return count;
  }

  function of(rule: string): RuleCount {
    ends.settle();
    const count = counts.get(rule);
    if (count === undefined) return { hits: 0, evaluations: 0, evaluationSeconds: 0 };
    const { hits, lastHit, evaluations, milliseconds } = count;
    return {
      hits,
      ...(lastHit > 0 && { lastHitAt: new Date(lastHit).toISOString() }),
      evaluations,
      evaluationSeconds: milliseconds / 1000,
    };
  }

  function tell(name: string, help: string, value: (count: Count) => number): void {
    metrics.gauge(name, help, ['rule'], (gauge) => {
      gauge.reset();
      ends.settle();
      forgetOthers();
      for (const [rule, count] of counts) gauge.set({ rule }, value(count));
    });
  }

  function forgetOthers(): void {
    const active = new Set(rules());
    for (const rule of counts.keys()) if (!active.has(rule)) counts.delete(rule);
  }

  tell('rule_hits', 'Decisions in which the rule matched.', ({ hits }) => hits);
  tell(
    'rule_last_hit_timestamp_seconds',
    'When the rule last matched, 0 for never.',
    ({ lastHit }) => lastHit / 1000,
  );
  tell('rule_evaluations', 'Decisions in which the rule was tried.', (count) => count.evaluations);
  tell(
    'rule_evaluation_seconds',
    'Time that the rule took in all decisions.',
    ({ milliseconds }) => milliseconds / 1000,
  );

  return {
    of,
    tried(rule: string, matched: boolean, milliseconds: number): void {
      const count = countOf(rule);
      count.milliseconds += milliseconds;
      if (!matched) return;
      count.hits += 1;
      count.lastHit = Date.now();
    },
    /** Notes a decision that tried the first so many rules, without a look at each of them. */
    ended: ends.note,
  };
}

/** Counts where the decisions of a rule set ended; `add` is told, when settled, how often rules were tried. */
function createEnds(add: (rule: string, times: number) => void) {
  let ruleSet: CompiledRuleSet | undefined;
  let ends: number[] = [];
  let isSettled = true;

  function settle(): void {
    if (isSettled || ruleSet === undefined) return;
    isSettled = true;
    let times = 0;
    for (let behind = ruleSet.rules.length; behind > 0; behind -= 1) {
      times += ends[behind] ?? 0;
      add(ruleSet.rules[behind - 1]?.name ?? '', times);
    }
    ends.fill(0);
  }

  return {
    settle,
    note(ofRuleSet: CompiledRuleSet, tried: number): void {
      if (ofRuleSet !== ruleSet) {
        settle();
        ruleSet = ofRuleSet;
        ends = new Array<number>(ofRuleSet.rules.length + 1).fill(0);
      }
      ends[tried] = (ends[tried] ?? 0) + 1;
      isSettled = false;
    },
  };
}

export type RuleCounters = ReturnType<typeof createRuleCounters>;
