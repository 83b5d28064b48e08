import { adjust, noAdjustments } from './adjust';
import type { CompiledRuleSet } from './compile';
import { FactAlmanac } from './fact-almanac';
import type { FactInput } from './fact-input';
import type { Outcome } from './outcome';
import type { RouteParams } from './schema';
import { chooseByWeight } from './weights';

export interface EvaluateOptions {
  /** For rule sets that name no default of their own. */
  defaultRoutingGroup: string;
  /** What the client asks for; counts when no rule routes. */
  hintedRoutingGroup?: string;
}

/** What the rules say about one statement; the same input always gets the same outcome. */
export async function evaluate(
  ruleSet: CompiledRuleSet,
  input: FactInput,
  options: EvaluateOptions,
): Promise<Outcome> {
  const almanac = new FactAlmanac(input, ruleSet.timeZone);
  const defaultGroup = ruleSet.source.defaultRoutingGroup ?? options.defaultRoutingGroup;
  let adjustments = noAdjustments();
  for (const rule of ruleSet.rules) {
    const { result } = await rule.evaluate(almanac);
    if (result !== true) continue;
    const { name, event } = rule;
    if (event.type === 'reject') {
      const { message } = event.params;
      return { reason: 'REJECTED', routingGroup: defaultGroup, rule: name, message, adjustments };
    }
    if (event.type === 'route') {
      const routingGroup = groupOf(name, event.params, almanac, input);
      return { reason: 'RULE_MATCHED', routingGroup, rule: name, adjustments };
    }
    adjustments = adjust(adjustments, event.params);
  }
  if (options.hintedRoutingGroup !== undefined) {
    return { reason: 'CLIENT_HINT', routingGroup: options.hintedRoutingGroup, adjustments };
  }
  return { reason: 'DEFAULT', routingGroup: defaultGroup, adjustments };
}

function groupOf(
  rule: string,
  params: RouteParams,
  almanac: FactAlmanac,
  input: FactInput,
): string {
  if ('routingGroup' in params) return params.routingGroup;
  const value = almanac.value(params.stickyBy ?? 'user');
  return chooseByWeight(rule, value === '' ? spreadKey(input) : String(value), params.weights);
}

/** Nothing to stick to: spread by moment and statement, which keeps the outcome a pure function. */
function spreadKey({ now, analysis }: FactInput): string {
  return `${now.getTime()} ${analysis.fingerprint}`;
}
