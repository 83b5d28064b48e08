/** Times in the unit that they were given in. */
export interface Percentiles {
  count: number;
  p50: number;
  p99: number;
  p999: number;
}

/** Undefined of nothing: a percentile of no time is no time. */
export function percentilesOf(times: readonly number[]): Percentiles | undefined {
  if (times.length === 0) return undefined;
  const sorted = Float64Array.from(times).sort();
  // Nearest rank: the least value that is at least as large as this share of all.
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}

export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
