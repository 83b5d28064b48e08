import { askCoordinator } from './ask-coordinator';
import { identity } from './identity';
import type { Target } from './look';

/** Values by metric name; metrics with labels are left out. */
export type MetricValues = ReadonlyMap<string, number>;

/**
 * The wanted metrics of a coordinator's OpenMetrics page, which one without authentication shows to any
 * user name (seen on 476); the status where it does not answer 200. Rejects without an answer.
 */
export async function askMetrics(
  target: Target,
  names: readonly string[],
): Promise<MetricValues | { status: number }> {
  const query = names.map((name) => `name[]=${encodeURIComponent(name)}`).join('&');
  const { status, data } = await askCoordinator(`${target.url}/metrics?${query}`, {
    headers: identity(target),
    signal: target.signal,
  });
  return status === 200 && typeof data === 'string' ? valuesOf(data) : { status };
}

function valuesOf(text: string): MetricValues {
  const lines = text.matchAll(/^([A-Za-z_:][\w:]*) (\S+)/gm);
  return new Map([...lines].map(([, name = '', value]) => [name, Number(value)]));
}
