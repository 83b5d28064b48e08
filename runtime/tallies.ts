import { Counter, type Histogram, type Metric, type Registry } from 'prom-client';

interface Described {
  name: string;
  help: string;
}

/**
 * A counter of what happens with each request. prom-client's own takes longer for one than a
 * look-up in a map; it is told the numbers when somebody reads them.
 */
export function createTally<Label extends string>(
  { name, help }: Described,
  labelNames: readonly Label[],
  registry: Registry,
) {
  const counts = new Map<string, { labels: Record<Label, string>; count: number }>();
  new Counter<Label>({
    ...{ name, help, labelNames, registers: [registry] },
    collect() {
      this.reset();
      for (const { labels, count } of counts.values()) this.inc(labels, count);
    },
  });
  return {
    /** Counts one; a value for each label, in the order of their names. */
    count(...values: string[]): void {
      const key = values.join('\n');
      const known = counts.get(key);
      if (known !== undefined) known.count += 1;
      else counts.set(key, { labels: labelled(labelNames, values), count: 1 });
    },
  };
}

function labelled<Label extends string>(names: readonly Label[], values: readonly string[]) {
  const pairs = names.map((name, at) => [name, values[at] ?? ''] as const);
  return Object.fromEntries(pairs) as Record<Label, string>;
}

/** The same for times in seconds, by buckets. */
export function createTimes(
  { name, help }: Described,
  buckets: readonly number[],
  registry: Registry,
) {
  const inBucket = new Array<number>(buckets.length + 1).fill(0);
  let sum = 0;

  function values() {
    let upTo = 0;
    const told = inBucket.map((count, at) => {
      upTo += count;
      return { metricName: `${name}_bucket`, labels: { le: buckets[at] ?? '+Inf' }, value: upTo };
    });
    return [
      ...told,
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: upTo },
    ];
  }

  const metric = {
    ...{ name, help, type: 'histogram', aggregator: 'sum' },
    get: () =>
      Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values: values() }),
  };
  // All that the registry asks of a metric.
  registry.registerMetric(metric as unknown as Metric & Histogram);
  return {
    observe(seconds: number): void {
      let at = 0;
      while (at < buckets.length && seconds > (buckets[at] ?? Infinity)) at += 1;
      inBucket[at] = (inBucket[at] ?? 0) + 1;
      sum += seconds;
    },
  };
}
