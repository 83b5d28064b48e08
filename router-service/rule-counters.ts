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

  function of(rule: string): RuleCount {
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
      let count = counts.get(rule);
      if (count === undefined) {
        count = { hits: 0, lastHit: 0, evaluations: 0, milliseconds: 0 };
        counts.set(rule, count);
      }
      count.evaluations += 1;
      count.milliseconds += milliseconds;
      if (!matched) return;
      count.hits += 1;
      count.lastHit = Date.now();
    },
  };
}

export type RuleCounters = ReturnType<typeof createRuleCounters>;
