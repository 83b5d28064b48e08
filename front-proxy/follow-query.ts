import type { IncomingMessage, ServerResponse } from 'node:http';
import { isPage, pathOf, queryIdIn } from '../protocol/paths';
import type { KnownCluster } from './clusters/cluster-directory';
import { answerHeaders, headersFor } from './coordinator-headers';
import { createPageObserver } from './observe-page';
import type { ProxyContext } from './proxy-context';
import { answerFailure, bodyOf, streamAnswer, type Forwarded } from './stream-answer';

/** A request that belongs to one cluster: a page, a cancel, the coordinator's UI; streamed both ways. */
export async function followQuery(
  context: ProxyContext,
  { cluster }: KnownCluster,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? 'GET';
  const headers = headersFor(context, cluster.name, request);
  const observer = method === 'GET' && isPage(pathOf(target)) ? createPageObserver() : undefined;
  const result = await streamAnswer(
    context.forwarder,
    cluster.url,
    { method, path: target, headers, body: bodyOf(request) },
    response,
    { observer, rewriteHead: answerHeaders(context, cluster.name) },
  );
  if (result.kind === 'failed' || result.kind === 'broken-off') {
    context.metrics.failures.inc({ cluster: cluster.name });
    context.monitor.lookNow(cluster.name);
    answerFailure(response, result.error, `Cluster ${cluster.name}`);
  }
  if (result.kind !== 'answered') return;
  if (observer) notePage(context, cluster.name, result, observer.read(encodingOf(result)));
  if (method === 'DELETE' && isPage(pathOf(target)) && result.status === 204) {
    noteCancel(context, cluster.name, target);
  }
}

function encodingOf(result: Forwarded & { kind: 'answered' }): string | undefined {
  return result.headers.get('content-encoding');
}

function notePage(
  { queries }: ProxyContext,
  cluster: string,
  result: Forwarded & { kind: 'answered' },
  news: Parameters<ProxyContext['queries']['paged']>[1],
): void {
  if (result.status === 200) queries.paged(cluster, news);
}

function noteCancel({ queries }: ProxyContext, cluster: string, target: string): void {
  const queryId = queryIdIn(target);
  // A partial cancel stops one stage, not the query.
  if (queryId !== undefined && !target.includes('/partialCancel/')) {
    queries.canceled(cluster, queryId);
  }
}
