import type { RuleSet } from '../../rules/schema';
import type { Finding } from './gateway-rule';
import { readRulesFile } from './read-rules-file';
import { ruleSetOf } from './rule-set-of';
import { runRules } from './run-rules';

export interface Imported {
  ruleSet: RuleSet;
  /** What is missing in the rule set, by line. */
  untranslated: Finding[];
  /** Where the rule set differs from Trino Gateway, or could be written better, by line. */
  notes: Finding[];
  /** Whether some rule decides for every statement. */
  isTotal: boolean;
}

/** Translates the text of a Trino Gateway rules file; problems when it is no such file. */
export function importTrinoGatewayRules(text: string): Imported | { problems: string[] } {
  const file = readRulesFile(text);
  if ('problems' in file) return file;
  const run = runRules(file.rules);
  const made = ruleSetOf(run.steps);
  const lineOfRule = new Map(file.rules.map((rule) => [rule.name, rule.line]));
  const untranslated = [...file.unreadable, ...run.untranslated, ...made.untranslated]
    .sort(byLine)
    .map((finding) => withPlace(finding, made.places.get(lineOfRule.get(finding.rule) ?? 0)));
  const { ruleSet, isTotal } = made;
  return { ruleSet, untranslated, notes: [...run.notes, ...made.notes].sort(byLine), isTotal };
}

function withPlace(finding: Finding, priority: number | undefined): Finding {
  if (priority === undefined) return finding;
  return { ...finding, message: `${finding.message} (its place here is priority ${priority})` };
}

function byLine(one: Finding, other: Finding): number {
  return one.line - other.line;
}
