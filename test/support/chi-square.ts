/** How often each name comes. */
export type Counts = Readonly<Record<string, number>>;

export function countsOf(names: Iterable<string>): Counts {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Pearson's chi-square of counts against shares, which need not add up to anything. */
export function chiSquare(counts: Counts, shares: Counts): number {
  const total = sum(counts);
  const whole = sum(shares);
  const names = new Set([...Object.keys(counts), ...Object.keys(shares)]);
  return [...names].reduce((result, name) => {
    const expected = ((shares[name] ?? 0) / whole) * total;
    return result + ((counts[name] ?? 0) - expected) ** 2 / expected;
  }, 0);
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
