import { entriesOf, fieldOf, listOf } from '../json-fields';
import { nearestName } from '../nearest-name';
import type { RuleProblem } from '../problem';
import type { RuleSet } from '../schema';
import type { PlacedRule } from './shadowed-rules';

/** The clusters that there are, as far as rules speak of them. */
export interface Fleet {
  clusters: readonly { name: string; routingGroups: readonly string[] }[];
}

interface Mention {
  name: unknown;
  path: string;
}

/** Routing groups that no cluster serves and clusters that do not exist, in rules that are enabled. */
export function unknownGroups(
  ruleSet: RuleSet,
  rules: readonly PlacedRule[],
  { clusters }: Fleet,
): RuleProblem[] {
  const groups = new Set(clusters.flatMap(({ routingGroups }) => routingGroups));
  const names = new Set(clusters.map(({ name }) => name));
  const routes = rules
    .filter(({ rule }) => rule.event.type === 'route')
    .map(({ rule, at }) => ({ params: rule.event.params, at: `${at}.event.params` }));
  const mentioned = routes.flatMap(({ params, at }) => groupsOf(params, at));
  const targets = routes.map(({ params, at }) => mention(params, 'cluster', at));
  return [
    ...[...mentioned, ...fallbackOf(ruleSet, '')].flatMap((each) => unknown(each, groups, GROUP)),
    ...targets.flatMap((each) => unknown(each, names, CLUSTER)),
  ];
}

function groupsOf(params: unknown, at: string): Mention[] {
  const weights = entriesOf(fieldOf(params, 'weights'))
    .filter(([, weight]) => weight !== 0)
    .map(([name]) => ({ name, path: `${at}.weights.${name}` }));
  return [mention(params, 'routingGroup', at), ...weights, ...fallbackOf(params, `${at}.`)];
}

function fallbackOf(holder: unknown, at: string): Mention[] {
  return listOf(fieldOf(holder, 'fallback')).map((name, index) => ({
    name,
    path: `${at}fallback[${index}]`,
  }));
}

function mention(params: unknown, field: string, at: string): Mention {
  return { name: fieldOf(params, field), path: `${at}.${field}` };
}

const GROUP = {
  none: 'is a routing group that no cluster serves',
  remedy: 'add it to the routingGroups of a cluster (GET /v1/clusters lists them)',
};
const CLUSTER = {
  none: 'is the name of no cluster',
  remedy: 'add one of that name (GET /v1/clusters lists them)',
};

function unknown(
  { name, path }: Mention,
  known: ReadonlySet<string>,
  { none, remedy }: typeof GROUP,
): RuleProblem[] {
  if (typeof name !== 'string' || known.has(name)) return [];
  const near = nearestName(name, [...known]);
  const meant = near === undefined ? '' : `did you mean ${near}? Otherwise `;
  return [{ path, message: `${none}; ${meant}${remedy}` }];
}
