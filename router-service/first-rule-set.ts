import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../runtime/json';
import { ServiceError } from '../runtime/service-error';
import { parseYaml } from '../runtime/yaml';

const STARTER = join(__dirname, '../rules/starter/by-source.json');

/** Reads the rule set that a fresh installation begins with: the configured file, else the starter. */
export async function readFirstRuleSet(file = STARTER): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unusable(file, 'cannot be read; check ruleSet in the configuration', cause);
  });
  const parsed = /\.ya?ml$/i.test(file) ? parseYaml(text) : parseJson(text);
  if ('value' in parsed) return parsed.value;
  throw unusable(file, parsed.problems.map(({ message }) => message).join('; '));
}

function unusable(file: string, reason: string, cause?: unknown): ServiceError {
  return new ServiceError('RULE_SET_UNUSABLE', 500, `The first rule set ${file} ${reason}`, {
    cause,
  });
}
