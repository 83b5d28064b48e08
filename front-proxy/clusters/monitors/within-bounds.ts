import { COUNTS, countsOf } from './ask-counts';
import { unhealthy, type Look, type Target } from './look';
import { askMetrics, type MetricValues } from './open-metrics';

/** Judges a coordinator by bounds of its metrics. Rejects without an answer. */
export async function askWithinBounds(target: Target): Promise<Look> {
  const { minimum, maximum } = target.settings;
  const names = [...new Set([...Object.keys(minimum), ...Object.keys(maximum), ...COUNTS])];
  const values = await askMetrics(target, names);
  if ('status' in values) return unhealthy(`/metrics answered ${values.status}`);
  const problem =
    outside(values, minimum, (value, bound) => value < bound, 'below its minimum') ??
    outside(values, maximum, (value, bound) => value > bound, 'above its maximum');
  if (problem !== undefined) return unhealthy(problem);
  return { state: 'HEALTHY', reason: '/metrics are within bounds', load: countsOf(values) };
}

function outside(
  values: MetricValues,
  bounds: Readonly<Record<string, number>>,
  isOutside: (value: number, bound: number) => boolean,
  words: string,
): string | undefined {
  for (const [name, bound] of Object.entries(bounds)) {
    const value = values.get(name);
    if (value === undefined) return `/metrics has no ${name}`;
    if (Number.isNaN(value)) return `${name} is not a number`;
    if (isOutside(value, bound)) return `${name} is ${value}, ${words} of ${bound}`;
  }
  return undefined;
}
