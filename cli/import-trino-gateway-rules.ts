import { readFile } from 'node:fs/promises';
import { compileRuleSet } from '../rules/compile';
import type { Finding } from './trino-gateway-rules/gateway-rule';
import { type Imported, importTrinoGatewayRules } from './trino-gateway-rules/import-rules';

export interface ImportReport {
  /** The rule set as JSON, for standard output; empty when the file cannot be used. */
  output: string;
  /** For people, on standard error. */
  report: string;
  exitCode: 0 | 1 | 2;
}

/** Translates a rules file of Trino Gateway; the exit code is 1 when a rule is left untranslated. */
export async function importTrinoGatewayRulesFile(file: string): Promise<ImportReport> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (err) {
    const reason = err instanceof Error ? err.message : String(err);
    return unusable([`${file} cannot be read: ${reason}`]);
  }
  const imported = importTrinoGatewayRules(text);
  if ('problems' in imported) return unusable(imported.problems.map((one) => `${file} ${one}`));
  const compiled = compileRuleSet(imported.ruleSet);
  if (!compiled.ok) {
    return unusable(compiled.problems.map(({ path, message }) => `${file}: ${path} ${message}`));
  }
  return {
    output: `${JSON.stringify(imported.ruleSet, null, 2)}\n`,
    report: reportOf(file, imported),
    exitCode: imported.untranslated.length > 0 ? 1 : 0,
  };
}

function unusable(problems: string[]): ImportReport {
  return { output: '', report: lines(problems), exitCode: 2 };
}

function reportOf(file: string, imported: Imported): string {
  const { ruleSet, untranslated, notes } = imported;
  const count = ruleSet.rules.length;
  return lines([
    ...untranslated.map((finding) => `${place(file, finding)}: not translated: ${told(finding)}`),
    ...notes.map((finding) => `${place(file, finding)}: note: ${told(finding)}`),
    ...(imported.isTotal ? [] : [`${file}: note: ${UNDECIDED}`]),
    `${file}: ${count} ${count === 1 ? 'rule' : 'rules'} made, ${untranslated.length} not translated`,
  ]);
}

const UNDECIDED =
  'a statement that no rule decides goes to the group of X-Trino-Routing-Group, if the client sends one, else to the default group; Trino Gateway does not look at that header here, and routing.routingGroupHeader: false does as it does';

function place(file: string, { line, rule }: Finding): string {
  return `${file}:${line}: rule "${rule}"`;
}

function told({ expression, message }: Finding): string {
  const shown = expression?.replaceAll(/\s+/g, ' ');
  return shown === undefined ? message : `${shown}: ${message}`;
}

function lines(all: string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
