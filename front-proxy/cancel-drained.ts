import type { Logger } from '../runtime/log';
import type { ClusterDirectory } from './clusters/cluster-directory';
import type { Forwarder } from './forward';
import type { OpenQueries } from './open-queries';

const TIMEOUT_MS = 5_000;
const AT_ONCE = 20;

interface Needed {
  directory: ClusterDirectory;
  openQueries: OpenQueries;
  forwarder: Forwarder;
  log: Logger;
}

/**
 * Cancels the queries of a cluster whose drain is over. Trino asks for no login here: the secret in the
 * path of a page proves that its query is ours (seen on 476). A query stays open until its client has read
 * that it was canceled, and each is canceled once.
 */
export function createCancelDrained({ directory, openQueries, forwarder, log }: Needed) {
  const busy = new Set<string>();
  const canceled = new Map<string, Set<string>>();

  async function cancel(url: string, queryId: string, path: string): Promise<boolean> {
    try {
      const request = { method: 'DELETE', path, headers: [] };
      const answer = await forwarder.exchange(url, request, { timeoutMs: TIMEOUT_MS, limit: 1000 });
      return answer.status === 204;
    } catch (err) {
      log.debug({ err, queryId }, 'could not cancel a query of a drained cluster');
      return false;
    }
  }

  async function cancelAll(cluster: string, url: string): Promise<void> {
    const open = openQueries.pagesOf(cluster);
    const before = canceled.get(cluster);
    const done = new Set(open.map(({ queryId }) => queryId).filter((id) => before?.has(id)));
    canceled.set(cluster, done);
    const left = open.filter(({ queryId }) => !done.has(queryId));
    let count = 0;
    for (let at = 0; at < left.length; at += AT_ONCE) {
      const batch = left.slice(at, at + AT_ONCE);
      const ended = await Promise.all(batch.map(({ queryId, page }) => cancel(url, queryId, page)));
      for (const { queryId } of batch.filter((_, i) => ended[i])) done.add(queryId);
      count += ended.filter(Boolean).length;
    }
    if (count > 0) log.warn({ cluster, queries: count }, 'canceled what a drain had left running');
  }

  return (cluster: string): void => {
    const url = directory.get(cluster)?.cluster.url;
    if (url === undefined || busy.has(cluster)) return;
    busy.add(cluster);
    void cancelAll(cluster, url).finally(() => busy.delete(cluster));
  };
}
