import { SOURCE } from '../load/statements';

/** A rule as both rule languages of the bench can say it: a tool that reads a table. */
interface BenchRule {
  name: string;
  source: string;
  table: string;
  routingGroup: string;
}

/** What each rule set of the bench refuses. */
export const REFUSED = { source: 'tool-1', statement: 'SELECT count(*) FROM lake.area_1.events' };

/** Only the last of them fits the bench's statements, so that no rule may be left out unasked. */
function benchRules(count: number): BenchRule[] {
  const others = Array.from({ length: count - 1 }, (_, at) => ({
    name: `tool-${at + 1}`,
    source: `tool-${at + 1}`,
    table: `lake.area_${at + 1}.events`,
    routingGroup: 'etl',
  }));
  const last = { name: 'dashboards', source: SOURCE, table: 'lake.sales.orders' };
  return [...others, { ...last, routingGroup: 'adhoc' }];
}

/**
 * A rule set of ours. Most rules begin with an equality, as people write them; each twentieth has none,
 * so that no index over equalities spares its look.
 */
export function ruleSetOf(count: number): object {
  const rules = benchRules(count).map(({ name, source, table, routingGroup }, at) => {
    const isTool = { fact: 'source', operator: 'equal', value: source };
    const looksLikeTool = { fact: 'source', operator: 'startsWith', value: `${source}-` };
    return {
      name,
      conditions: {
        all: [
          at % 20 === 10 ? looksLikeTool : isTool,
          { fact: 'tables', operator: 'anyMatch', value: table.replace(/[^.]+$/, '*') },
          { fact: 'queryType', operator: 'in', value: ['Query', 'Insert'] },
        ],
      },
      event:
        source === REFUSED.source
          ? { type: 'reject', params: { message: 'area_1 is closed' } }
          : { type: 'route', params: { routingGroup } },
    };
  });
  return { defaultRoutingGroup: 'etl', rules };
}

/** The same rules as a rules file of Trino Gateway, which is a YAML document each. */
export function gatewayRulesOf(count: number): string {
  return benchRules(count)
    .map(({ name, source, table, routingGroup }) =>
      [
        '---',
        `name: "${name}"`,
        `condition: 'request.getHeader("X-Trino-Source") == "${source}" && trinoQueryProperties.tablesContains("${table}")'`,
        `actions: ['result.put("routingGroup", "${routingGroup}")']`,
        '',
      ].join('\n'),
    )
    .join('');
}
