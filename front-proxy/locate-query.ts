import { isPage, isUiApi } from '../protocol/paths';
import type { QueryId } from '../protocol/query-id';
import type { KnownCluster } from './clusters/cluster-directory';
import { headersFor } from './coordinator-headers';
import { withoutHeader } from './forwarded-headers';
import type { ProxyContext } from './proxy-context';
import { refererCluster } from './referer-cluster';
import type { ClientRequest } from './client-request';

const ASK_TIMEOUT_MS = 3000;

/** Where a query lives: on a cluster, surely nowhere, or not to be told while clusters do not answer. */
export type Location =
  { kind: 'found'; known: KnownCluster } | { kind: 'nowhere' } | { kind: 'unsure' };

/**
 * Finds the cluster of a query by its coordinator id, else by the page of the web UI that asks for it,
 * else by asking the clusters; it never guesses.
 */
export async function locateQuery(
  context: ProxyContext,
  queryId: QueryId,
  request: ClientRequest,
): Promise<Location> {
  const { affinity, directory } = context;
  const known = directory.get(affinity.clusterOfQuery(queryId) ?? '');
  if (known !== undefined) return { kind: 'found', known };
  const ofPage = isUiApi(request.url ?? '') ? refererCluster(context, request) : undefined;
  if (ofPage !== undefined) return { kind: 'found', known: ofPage };
  return askClusters(context, queryId, request);
}

async function askClusters(
  context: ProxyContext,
  queryId: QueryId,
  request: ClientRequest,
): Promise<Location> {
  const clusters = context.directory
    .all()
    .filter(({ cluster }) => cluster.admission !== 'INACTIVE');
  const answers = await Promise.all(
    clusters.map(async (known) => ({
      known,
      knows: await knows(context, known, queryId, request),
    })),
  );
  const found = answers.find(({ knows }) => knows === true);
  if (found !== undefined) {
    context.affinity.learnQuery(queryId, found.known.cluster.name);
    return { kind: 'found', known: found.known };
  }
  if (answers.some(({ knows }) => knows === undefined)) return { kind: 'unsure' };
  // Who may not ask is told so, and how to log in, by a cluster that refused.
  const refusing = answers.find(({ knows }) => knows === 'refused');
  return refusing ? { kind: 'found', known: refusing.known } : { kind: 'nowhere' };
}

/**
 * Asks in the client's own name; undefined when the coordinator does not answer or not tell. Of a query
 * whose first page was not asked for yet, only the page itself tells (/v1/query answers 410; seen on 476).
 */
async function knows(
  context: ProxyContext,
  known: KnownCluster,
  queryId: QueryId,
  request: ClientRequest,
): Promise<boolean | 'refused' | undefined> {
  const headers = withoutHeader(headersFor(context, known, request), 'content-length');
  const target = request.url ?? '';
  const path = isReadable(target) ? target : `/v1/query/${queryId}`;
  try {
    const { status } = await context.forwarder.exchange(
      known.cluster.url,
      { method: 'HEAD', path, headers },
      { timeoutMs: ASK_TIMEOUT_MS, limit: 0 },
    );
    if (status === 200) return true;
    if (status === 401 || status === 403) return 'refused';
    return status === 404 || status === 410 ? false : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the target itself tells; the cookie of a login to the web UI counts for the UI alone. */
function isReadable(target: string): boolean {
  // A partial cancel cannot be read.
  return isUiApi(target) || (isPage(target) && !target.includes('/partialCancel/'));
}
