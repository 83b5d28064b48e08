import type { Decision } from '../protocol/decision';
import { createMetrics } from '../runtime/metrics';
import type { StatementFacts } from '../sql/statement-facts';

/** What the router-service counts and measures; `base` is the registry that the history adds to. */
export function createRouterMetrics() {
  const base = createMetrics();
  const decisions = base.tally('decisions_total', 'Decisions by what they said and why.', [
    'reason',
    'routing_group',
    'rule',
  ]);
  const decisionSeconds = base.times('decision_seconds', 'Time to make one decision.');
  const analyses = base.tally('statement_analyses_total', 'Statements read, by what read them.', [
    'parser',
    'parsed',
  ]);
  const requests = base.tally('http_requests_total', 'Answers of the HTTP API.', [
    'method',
    'route',
    'status',
  ]);

  const watchers = base.gauge('waiting_cluster_watchers', 'Callers that wait for a change.');

  return {
    base,
    /** Counts a caller as waiting until the work is done. */
    async whileWaiting(work: Promise<void>): Promise<void> {
      watchers.inc();
      await work.finally(() => watchers.dec());
    },
    /** Counts a decision that took so long. */
    decided(
      { reason, routingGroup, rule = '' }: Decision,
      facts: StatementFacts,
      ms: number,
    ): void {
      decisionSeconds.observe(ms / 1000);
      decisions.count(reason, routingGroup, rule);
      analyses.count(facts.parser, String(facts.parsed));
    },
    answered(method: string, route: string, status: number): void {
      requests.count(method, route, String(status));
    },
    /** Tells the revision that decides, read whenever the metrics are. */
    watchRevision(revision: () => number): void {
      base.gauge('rule_set_revision', 'Revision of the active rule set.', [], (gauge) =>
        gauge.set(revision()),
      );
    },
  };
}

export type RouterMetrics = ReturnType<typeof createRouterMetrics>;
