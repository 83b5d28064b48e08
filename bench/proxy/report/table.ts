/** Columns side by side: the first `words` of them begin alike, the others end alike. */
export function tableOf(rows: readonly (readonly string[])[], words: number): string {
  const columns = rows[0] ?? [];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at < words ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)));
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

/** Three digits are as much as a run can tell; – for nothing. */
export function figure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
