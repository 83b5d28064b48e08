/**
 * How statements differ from one another: not at all, in a literal (a router may know their shape), or in
 * a name (it has to read them).
 */
export const VARIATIONS = ['same', 'literals', 'names'] as const;
export type Variation = (typeof VARIATIONS)[number];

/** What every rule set of the bench knows its statements by. */
export const SOURCE = 'dashboards';

/**
 * A usual statement of a dashboard; `count` makes it another one where it varies. A length is met by fewer
 * columns or by a longer list of values.
 */
export function statementOf(variation: Variation, count: number, bytes?: number): string {
  const region = variation === 'literals' ? count : 7;
  const revenue = variation === 'names' ? `revenue_${count}` : 'revenue';
  const short = `SELECT ${revenue} FROM lake.sales.orders WHERE region_id = ${region}`;
  if (bytes === undefined) return usual(revenue, region);
  if (bytes < MIN_LISTED) return short;
  const values = Math.floor((bytes - short.length - LIST.length) / VALUE.length);
  return `${short}${LIST}(${VALUE.repeat(values - 1)}'AB-1234567')`;
}

const LIST = ' AND order_key IN ';
const VALUE = "'AB-1234567', ";
const MIN_LISTED = 200;

function usual(revenue: string, region: number): string {
  return [
    `SELECT c.name, count(*) AS orders, sum(o.total_price) AS ${revenue}`,
    'FROM lake.sales.customers c JOIN lake.sales.orders o ON o.customer_id = c.id',
    `WHERE o.ordered_on >= DATE '2026-01-01' AND c.region_id = ${region}`,
    `GROUP BY c.name ORDER BY ${revenue} DESC LIMIT 10`,
  ].join('\n');
}
