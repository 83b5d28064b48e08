import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Histogram,
  Registry,
  collectDefaultMetrics,
} from 'prom-client';

export type { Counter, Gauge, Histogram };

/** Media type of what `text` tells. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** The metrics of one service, in Prometheus text form; names get the prefix `switchyard_`. */
export function createMetrics() {
  const registry = new Registry();
  const named = <Label extends string>(name: string, help: string, labelNames: Label[]) => ({
    name: `switchyard_${name}`,
    help,
    labelNames,
    registers: [registry],
  });
  return {
    text: () => registry.metrics(),
    /** All of them as plain data, for `textOfAll`. */
    values: (): Promise<MetricValues> => registry.getMetricsAsJSON(),
    counter: <Label extends string>(name: string, help: string, labels: Label[] = []) =>
      new Counter(named(name, help, labels)),
    gauge: <Label extends string>(
      name: string,
      help: string,
      labels: Label[] = [],
      collect?: (gauge: Gauge<Label>) => void,
    ) =>
      new Gauge<Label>({
        ...named(name, help, labels),
        collect() {
          collect?.(this);
        },
      }),
    histogram: <Label extends string>(
      name: string,
      help: string,
      labels: Label[] = [],
      buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    ) => new Histogram({ ...named(name, help, labels), buckets }),
    /** Process CPU, memory and event-loop lag. */
    withProcessMetrics(): void {
      collectDefaultMetrics({ register: registry });
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
export type MetricValues = object[];

/** One text for several processes: counts are added up, as Prometheus would (average for lag). */
export function textOfAll(processes: readonly MetricValues[]): Promise<string> {
  return AggregatorRegistry.aggregate([...processes]).metrics();
}
