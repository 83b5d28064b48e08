import { ConfigError } from '../config/config-error';
import { loadConfig } from '../config/load';
import { maskedConfig } from '../config/masked';
import type { Config } from '../config/schema';
import { joinRuleSets, readTexts } from '../router-service/rule-sets/rule-set-files';
import { ServiceError } from '../runtime/service-error';
import { formatYaml } from '../runtime/yaml';

/** What stands in a usable file, secrets masked; throws a ConfigError with every problem otherwise. */
export async function checkConfig(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  const config = await loadConfig(file, env);
  await checkRuleSet(file, config);
  return `${file} is valid. It means, with secrets masked:\n\n${formatYaml(maskedConfig(config))}`;
}

/** The router-service would refuse to start with a rule set that is not valid and none stored. */
async function checkRuleSet(file: string, { ruleSet }: Config): Promise<void> {
  if (ruleSet === undefined) return;
  const texts = await readTexts(ruleSet);
  try {
    joinRuleSets(texts, 'The rule set');
  } catch (err) {
    if (!(err instanceof ServiceError)) throw err;
    const problems = err.problems.map(({ path, message }) => ({
      path: 'ruleSet',
      message: `has a problem: ${path} ${message}`,
    }));
    throw new ConfigError(file, problems);
  }
}
