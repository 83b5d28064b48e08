import type { Comparison } from '../../rules/condition-schema';
import { type SampleRequest } from '../../rules/sample-request';

/** What one way of writing rules makes: the conditions of rule n, and a request that this rule is for. */
export interface RuleStyle {
  name: string;
  conditions(n: number): Comparison[];
  request(n: number): SampleRequest;
}

const is = (fact: string, value: string): Comparison => ({ fact, operator: 'equal', value });
const reads = (glob: string): Comparison => ({ fact: 'tables', operator: 'anyMatch', value: glob });

const bySource: RuleStyle = {
  name: 'source',
  conditions: (n) => [
    is('source', `tool-${n}`),
    { fact: 'resourceGroupQueryType', operator: 'in', value: ['SELECT', 'INSERT'] },
  ],
  request: (n) => ({ source: `tool-${n}`, resourceGroupQueryType: 'SELECT' }),
};

const byUser: RuleStyle = {
  name: 'user',
  conditions: (n) => [
    is('source', 'superset'),
    { fact: 'user', operator: 'in', value: [`user-${n}`, `deputy-${n}`] },
  ],
  request: (n) => ({ source: 'superset', user: `deputy-${n}` }),
};

const byTables: RuleStyle = {
  name: 'tables',
  conditions: (n) => [reads(`hive.team_${n}.*`), { fact: 'joins', operator: 'lessThan', value: 9 }],
  request: (n) => ({
    user: 'ada',
    source: 'trino-cli',
    readTables: [`hive.team_${n}.orders`, 'hive.sales.customers', 'iceberg.web.clicks'],
  }),
};

const mixed: RuleStyle = {
  name: 'mixed',
  conditions: (n) => [bySource, byUser, byTables][n % 3]!.conditions(n),
  request: (n) => [bySource, byUser, byTables][n % 3]!.request(n),
};

/** Nothing in it can be looked up, so that each rule is tried. */
const byPattern: RuleStyle = {
  name: 'patterns only',
  conditions: (n) => [{ fact: 'user', operator: 'matches', value: `-${n}$` }],
  request: (n) => ({ user: `user-${n}` }),
};

export const ruleStyles: readonly RuleStyle[] = [bySource, byUser, byTables, mixed, byPattern];

/** So many rules of a style, each of which routes. */
export function ruleSetOf({ conditions }: RuleStyle, rules: number): object {
  return {
    rules: Array.from({ length: rules }, (_, n) => ({
      name: `rule ${n}`,
      conditions: { all: conditions(n) },
      event: { type: 'route', params: { routingGroup: n % 2 === 0 ? 'adhoc' : 'etl' } },
    })),
  };
}

const REQUESTS = 64;

/** Requests for rules from first to last, and as many that no rule is for. */
export function requestsOf({ request }: RuleStyle, rules: number): SampleRequest[] {
  const spread = Array.from({ length: REQUESTS / 2 }, (_, at) =>
    request(Math.floor((at * rules * 2) / REQUESTS)),
  );
  const others = Array.from({ length: REQUESTS / 2 }, (_, at) => request(rules + at));
  return [...spread, ...others];
}
