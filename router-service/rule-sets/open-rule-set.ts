import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../runtime/log';
import type { Metrics } from '../../runtime/metrics';
import { followRuleSetFiles } from './follow-rule-set-files';
import type { RuleSetRegistry } from './rule-set-registry';

const STARTER = join(__dirname, '../../rules/starter/by-source.json');

/** What decides from the start: the configured files, which are followed, else what is stored, else a starter. */
export async function openRuleSet(
  path: string | undefined,
  needed: { rules: RuleSetRegistry; log: Logger; metrics: Metrics },
): Promise<{ warnings: () => string[]; close: () => Promise<void> }> {
  if (path !== undefined) return followRuleSetFiles({ path, ...needed });
  await needed.rules.seed(JSON.parse(await readFile(STARTER, 'utf8')));
  return { warnings: () => [], close: () => Promise.resolve() };
}
