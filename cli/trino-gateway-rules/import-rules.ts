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
  const { steps, notes } = runRules(file.rules);
  const made = ruleSetOf(steps);
  return {
    ruleSet: made.ruleSet,
    untranslated: [...file.unreadable, ...made.untranslated].sort(byLine),
    notes: [...notes, ...made.notes].sort(byLine),
    isTotal: made.isTotal,
  };
}

function byLine(one: Finding, other: Finding): number {
  return one.line - other.line;
}
