import type { HttpRequest } from '../runtime/lean-http/exchange';
import { queryIdIn } from '../protocol/paths';
import type { QueryId } from '../protocol/query-id';
import type { Logger } from '../runtime/log';
import type { Milliseconds } from '../runtime/units';
import type { KnownCluster } from './clusters/cluster-directory';
import { endToEndHeaders } from './forwarded-headers';
import type { Forwarder } from './forward';

const ASK_TIMEOUT_MS = 5000;
const MAX_INFO_BYTES = 16_000_000;

interface AbandonedQueriesOptions {
  forwarder: Forwarder;
  log: Logger;
  /** How long a query waits for its client to come back; undefined leaves it to Trino. */
  timeoutMs: Milliseconds | undefined;
  onCanceled: (cluster: string, queryId: QueryId) => void;
}

/**
 * Cancels queries whose client went away in the middle of a page and asked for none since, through
 * whichever proxy: the coordinator tells when it last heard of the client (`lastHeartbeat`), and where
 * it does not tell, the query is left alone. Trino itself ends it after query.client.timeout.
 */
export function createAbandonedQueries(options: AbandonedQueriesOptions) {
  const { forwarder, log, timeoutMs, onCanceled } = options;
  const waiting = new Map<QueryId, NodeJS.Timeout>();

  async function ask(url: string, method: string, path: string, headers: string[]) {
    const limits = { timeoutMs: ASK_TIMEOUT_MS, limit: MAX_INFO_BYTES };
    return forwarder.exchange(url, { method, path, headers }, limits);
  }

  async function lastHeartbeat(
    url: string,
    queryId: QueryId,
    headers: string[],
  ): Promise<string | undefined> {
    const path = `/v1/query/${queryId}?pruned=true`;
    const { status, body } = await ask(url, 'GET', path, headers);
    if (status !== 200) return undefined;
    const info = JSON.parse(body.toString('utf8')) as { queryStats?: { lastHeartbeat?: string } };
    return info.queryStats?.lastHeartbeat;
  }

  async function watch(known: KnownCluster, queryId: QueryId, target: string, headers: string[]) {
    const { name, url } = known.cluster;
    const before = await lastHeartbeat(url, queryId, headers);
    if (before === undefined) return;
    const expire = async () => {
      waiting.delete(queryId);
      if ((await lastHeartbeat(url, queryId, headers)) !== before) return;
      await ask(url, 'DELETE', target, headers);
      log.info({ cluster: name, queryId }, 'canceled a query whose client went away');
      onCanceled(name, queryId);
    };
    clearTimeout(waiting.get(queryId));
    waiting.set(
      queryId,
      setTimeout(() => void expire().catch(giveUp), timeoutMs),
    );
  }

  function giveUp(err: unknown): void {
    log.debug({ err }, 'left a query whose client went away to its coordinator');
  }

  return {
    /** A client went away while it waited for this page. */
    left(known: KnownCluster, target: string, request: HttpRequest): void {
      const queryId = queryIdIn(target);
      if (timeoutMs === undefined || queryId === undefined) return;
      // As the client sent them, but for its wish of an encoding: these answers are for us.
      const headers = endToEndHeaders(request.rawHeaders).map((part, i, all) =>
        i % 2 === 1 && all[i - 1]?.toLowerCase() === 'accept-encoding' ? 'identity' : part,
      );
      void watch(known, queryId, target, headers).catch(giveUp);
    },

    /** Some request for the query arrived. */
    seen(target: string): void {
      if (waiting.size === 0) return;
      const queryId = queryIdIn(target);
      if (queryId === undefined) return;
      clearTimeout(waiting.get(queryId));
      waiting.delete(queryId);
    },

    close(): void {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}

export type AbandonedQueries = ReturnType<typeof createAbandonedQueries>;
