import { access, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { localUrlOf } from '../runtime/listen-address';
import { pathText } from '../runtime/problems';
import { type LineOf, parseYamlWithLines } from '../runtime/yaml';
import { ConfigError, type ConfigProblem } from './config-error';
import { crossCheck, type ServiceName } from './cross-checks';
import { explainIssue } from './explain-issue';
import { type Config, configSchema } from './schema';
import { substituteVariables } from './substitute';
import { explainUnknownField } from './unknown-field';

const BOTH: readonly ServiceName[] = ['front-proxy', 'router-service'];

interface Source {
  name: string;
  value: unknown;
  lineOf: LineOf;
}

interface Finding {
  at: readonly PropertyKey[];
  message: string;
}

/**
 * Reads and checks a configuration file, all defaults without one; throws a ConfigError that tells
 * every problem at once. Relative paths in it are resolved against its folder.
 */
export async function loadConfig(
  file: string | undefined,
  env: NodeJS.ProcessEnv,
  services: readonly ServiceName[] = BOTH,
): Promise<Config> {
  const source = file === undefined ? EMPTY : await readSource(file);
  const { value, problems: unset } = substituteVariables(source.value, configSchema, env);
  const input = withDatabaseUrl(value, env['DATABASE_URL']);
  const { config, findings } = validate(input, unset, services);
  const folder = file === undefined ? resolve() : dirname(resolve(file));
  const resolved = withPaths(withRouterUrl(config, input), folder);
  findings.push(...(await missingRuleSet(resolved, findings)));
  if (findings.length > 0) {
    throw new ConfigError(
      source.name,
      findings.map((finding) => located(finding, source, env)),
    );
  }
  return resolved;
}

const EMPTY: Source = { name: 'The configuration', value: {}, lineOf: () => undefined };

async function readSource(file: string): Promise<Source> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    const message = `${reason}; check the path given by --config or SWITCHYARD_CONFIG`;
    throw new ConfigError(file, [{ path: '', message }], { cause });
  }
  const parsed = parseYamlWithLines(text);
  if ('problems' in parsed) throw new ConfigError(file, parsed.problems);
  return { name: file, value: parsed.value ?? {}, lineOf: parsed.lineOf };
}

/** The variable goes before database.url, so that a deployment can point a shared file elsewhere. */
function withDatabaseUrl(value: unknown, url: string | undefined): unknown {
  if (url === undefined || url === '' || !isObject(value)) return value;
  const database = value['database'] ?? {};
  return isObject(database) ? { ...value, database: { ...database, url } } : value;
}

/** Checks each section, and then the sections against each other as far as they can be read. */
function validate(input: unknown, unset: readonly Finding[], services: readonly ServiceName[]) {
  const parsed = configSchema.safeParse(input, { error: explainIssue });
  const alreadyTold = new Set(unset.map(({ at }) => pathText(at)));
  const issues = (parsed.error?.issues ?? []).filter(
    ({ path }) => !alreadyTold.has(pathText(path)),
  );
  const findings: Finding[] = [...unset, ...issues.flatMap((issue) => findingsOf(issue, input))];
  const unreadable = new Set(findings.map(({ at }) => at[0] ?? ''));
  if (unreadable.has('')) return { config: configSchema.parse({}), findings };
  const config = parsed.data ?? configSchema.parse(without(input, unreadable));
  findings.push(...crossCheck(config, unreadable, services));
  return { config, findings };
}

type Issue = NonNullable<ReturnType<typeof configSchema.safeParse>['error']>['issues'][number];

function findingsOf(issue: Issue, input: unknown): Finding[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      at: [...issue.path, key],
      message: explainUnknownField(issue.path, key),
    }));
  }
  const isMissing = issue.path.length > 0 && valueAt(input, issue.path) === undefined;
  const message = isMissing ? `is missing; it ${issue.message}` : issue.message;
  return [{ at: issue.path, message }];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => Reflect.get(Object(value), part), input);
}

function without(input: unknown, sections: ReadonlySet<PropertyKey>): object {
  return Object.fromEntries(Object.entries(input ?? {}).filter(([name]) => !sections.has(name)));
}

/** Unless the file names routers, the proxy asks the router-service of the same file. */
function withRouterUrl(config: Config, input: unknown): Config {
  const section = isObject(input) ? input['frontProxy'] : undefined;
  if (isObject(section) && section['routerUrls'] !== undefined) return config;
  const routerUrls = [localUrlOf(config.routerService.listen)];
  return { ...config, frontProxy: { ...config.frontProxy, routerUrls } };
}

function withPaths(config: Config, folder: string): Config {
  const directory = resolve(folder, config.database.directory);
  const ruleSet = config.ruleSet === undefined ? {} : { ruleSet: resolve(folder, config.ruleSet) };
  const { file: groupFile } = config.userGroups;
  const groups = groupFile === undefined ? {} : { file: resolve(folder, groupFile) };
  const { file: logFile } = config.decisionLog;
  const log = logFile === undefined || logFile === '-' ? {} : { file: resolve(folder, logFile) };
  return {
    ...config,
    database: { ...config.database, directory },
    ...ruleSet,
    userGroups: { ...config.userGroups, ...groups },
    decisionLog: { ...config.decisionLog, ...log },
  };
}

async function missingRuleSet({ ruleSet }: Config, told: readonly Finding[]): Promise<Finding[]> {
  if (ruleSet === undefined || told.some(({ at }) => at[0] === 'ruleSet')) return [];
  const message = `names ${ruleSet}, which cannot be read; paths are relative to the configuration file`;
  return access(ruleSet).then(
    () => [],
    () => [{ at: ['ruleSet'], message }],
  );
}

function located(finding: Finding, source: Source, env: NodeJS.ProcessEnv): ConfigProblem {
  const path = pathText(finding.at);
  if (path === 'database.url' && env['DATABASE_URL']) {
    return { path: 'DATABASE_URL (environment)', message: finding.message };
  }
  const line = source.lineOf(finding.at);
  return { path, message: finding.message, ...(line !== undefined && { line }) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
