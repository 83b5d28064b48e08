import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Histogram,
  Registry,
  collectDefaultMetrics,
} from 'prom-client';
import { createTally, createTimes } from './tallies';

export type { Counter, Gauge, Histogram };

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

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
      buckets = SECONDS,
    ) => new Histogram({ ...named(name, help, labels), buckets }),
    /** A counter of what happens with each request. */
    tally: <Label extends string>(name: string, help: string, labels: Label[]) =>
      createTally(named(name, help, labels), labels, registry),
    /** A histogram of what each request takes. */
    times: (name: string, help: string) => createTimes(named(name, help, []), SECONDS, registry),
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
