import { fieldOf } from './json-fields';
import type { RuleSet } from './schema';
import { walkConditions } from './walk-conditions';

/** The facts that the enabled rules of a rule set may ask for, so that no other need be gathered. */
export function usedFacts(ruleSet: RuleSet): Set<string> {
  const used = new Set<string>();
  const named = ruleSet.conditions ?? {};
  const seen = new Set<string>();
  const visit = (condition: unknown): void =>
    walkConditions(condition, '', {
      comparison(comparison) {
        for (const name of [
          fieldOf(comparison, 'fact'),
          fieldOf(fieldOf(comparison, 'value'), 'fact'),
        ])
          if (typeof name === 'string') used.add(name);
      },
      reference(name) {
        if (seen.has(name)) return;
        seen.add(name);
        visit(named[name]);
      },
    });
  for (const { conditions, event, enabled } of ruleSet.rules) {
    if (enabled === false) continue;
    visit(conditions);
    if (event.type === 'route' && 'weights' in event.params)
      used.add(event.params.stickyBy ?? 'user');
    if (event.type === 'limit' && event.params.by !== undefined) used.add(event.params.by);
  }
  return used;
}
