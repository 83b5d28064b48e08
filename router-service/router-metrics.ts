import type { Decision } from '../protocol/decision';
import { createMetrics } from '../runtime/metrics';
import type { StatementFacts } from '../sql/statement-facts';

/** What the router-service counts and measures; `base` is the registry that the history adds to. */
export function createRouterMetrics() {
  const base = createMetrics();
  const decisions = base.counter('decisions_total', 'Decisions by what they said and why.', [
    'reason',
    'routing_group',
    'rule',
  ]);
  const decisionSeconds = base.histogram('decision_seconds', 'Time to make one decision.');
  const analyses = base.counter('statement_analyses_total', 'Statements read, by what read them.', [
    'parser',
    'parsed',
  ]);
  const requests = base.counter('http_requests_total', 'Answers of the HTTP API.', [
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
    /** Starts the clock of one decision; the returned function stops it and counts the decision. */
    decisionStarted() {
      const stop = decisionSeconds.startTimer();
      return ({ reason, routingGroup, rule }: Decision, facts: StatementFacts): void => {
        stop();
        decisions.inc({ reason, routing_group: routingGroup, rule: rule ?? '' });
        analyses.inc({ parser: facts.parser, parsed: String(facts.parsed) });
      };
    },
    answered(method: string, route: string, status: number): void {
      requests.inc({ method, route, status: String(status) });
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
