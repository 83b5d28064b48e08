import { createHash } from 'node:crypto';

/**
 * Chooses a group in proportion to the weights, always the same for the same rule, key and weights.
 *
 * Weighted rendezvous hashing: each group draws a number u in (0,1) from the first 48 bits of the
 * SHA-256 of the JSON text ["rule","key","group"]; the lowest -ln(u)/weight wins. A group that gains
 * weight only lowers its own results, so keys move into it and never between or back to the others,
 * for any number of groups in any order (stored JSON need not keep the order that was written).
 */
export function chooseByWeight(
  rule: string,
  key: string,
  weights: Readonly<Record<string, number>>,
): string {
  let best: { group: string; result: number } | undefined;
  for (const group of Object.keys(weights).sort()) {
    const weight = weights[group] ?? 0;
    if (weight <= 0) continue;
    const result = -Math.log(draw(rule, key, group)) / weight;
    if (best === undefined || result < best.result) best = { group, result };
  }
  if (best === undefined) throw new Error(`The weights of rule "${rule}" give no group a share`);
  return best.group;
}

const BITS_48 = 2 ** 48;

function draw(rule: string, key: string, group: string): number {
  const text = JSON.stringify([rule, key, group]);
  const bits = createHash('sha256').update(text).digest().readUIntBE(0, 6);
  return (bits + 0.5) / BITS_48;
}
