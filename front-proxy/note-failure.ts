import { OriginBusy } from '../runtime/lean-http/origin-pool';
import type { ProxyContext } from './proxy-context';

/** A request to the cluster went without an answer: it may be left out at once, and is looked at. */
export function noteFailure(
  { ejection, monitor }: Pick<ProxyContext, 'ejection' | 'monitor'>,
  cluster: string,
  error: Error,
): void {
  // It was not even asked.
  if (error instanceof OriginBusy) return;
  ejection.failed(cluster, error);
  monitor.lookNow(cluster);
}
