import { badInput, notFound, type Problem } from '../../runtime/service-error';
import type { CompiledRuleSet } from '../../rules/compile';
import type { RuleSet } from '../../rules/schema';
import { usableRuleSet, validRuleSet } from './valid-rule-set';

/** The rule set with that rule in place of the one of its name, or at the end; throws badInput. */
export function withRule(ruleSet: RuleSet, name: string, rule: unknown): CompiledRuleSet {
  if (!isObject(rule)) {
    throw badInput([{ path: '', message: 'must be a rule as a JSON object' }], 'The rule');
  }
  if (rule['name'] !== undefined && rule['name'] !== name) {
    const message = `must be "${name}" as in the URL; to rename a rule, put it under its new name and delete the old one`;
    throw badInput([{ path: 'name', message }], 'The rule');
  }
  const found = ruleSet.rules.findIndex((each) => each.name === name);
  const at = found === -1 ? ruleSet.rules.length : found;
  const rules: unknown[] = [...ruleSet.rules];
  rules[at] = { ...rule, name };
  return validRuleSet({ ...ruleSet, rules }, 'The rule', (problem) => seenFromRule(problem, at));
}

/** The rule set without that rule; throws notFound. */
export function withoutRule(ruleSet: RuleSet, name: string): CompiledRuleSet {
  const rules = ruleSet.rules.filter((each) => each.name !== name);
  if (rules.length === ruleSet.rules.length) {
    throw notFound('rule', name, 'GET /v1/rules lists those of the active rule set');
  }
  return usableRuleSet({ ...ruleSet, rules }, `The rule set without ${name}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Callers sent one rule and know nothing of its place among the others.
function seenFromRule({ path, message }: Problem, at: number): Problem {
  const prefix = `rules[${at}]`;
  if (!path.startsWith(prefix)) return { path, message };
  return { path: path.slice(prefix.length).replace(/^\./, ''), message };
}
