import { type Chart } from './chart';
import { figure, tableOf } from './table';

/** The points of a chart as a table. */
export function chartTable({ title, x, series }: Chart): string {
  const values = [...new Set(series.flatMap(({ points }) => points.map(([value]) => value)))];
  const rows = values.map((value) => [
    value.toLocaleString('en-US'),
    ...series.map(({ points }) => figure(points.find(([at]) => at === value)?.[1])),
  ]);
  return `${title}\n${tableOf([[x, ...series.map(({ name }) => name)], ...rows], 0)}\n`;
}
