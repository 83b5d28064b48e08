import type { HttpRequest, HttpResponse } from '../runtime/lean-http/exchange';
import type { CarriedWarning } from '../protocol/carried-warnings';
import { isPage, pathOf, queryIdIn } from '../protocol/paths';
import type { KnownCluster } from './clusters/cluster-directory';
import { noteFailure } from './note-failure';
import { headersFor } from './coordinator-headers';
import { PageObserver } from './observe-page';
import type { ProxyContext } from './proxy-context';
import { answerChanges } from './rewriting/answer-changes';
import { answerFailure, bodyOf, streamAnswer, type Forwarded } from './stream-answer';

/** A request that belongs to one cluster: a page, a cancel, the coordinator's UI; streamed both ways. */
export async function followQuery(
  context: ProxyContext,
  known: KnownCluster,
  target: string,
  request: HttpRequest,
  response: HttpResponse,
  warnings: readonly CarriedWarning[] = [],
): Promise<void> {
  const { name } = known.cluster;
  const { method = 'GET' } = request;
  const isOfQuery = isPage(pathOf(target));
  const observer = method === 'GET' && isOfQuery ? new PageObserver() : undefined;
  context.abandoned.seen(target);
  const over = observer ? context.openQueries.asked(queryIdIn(target) ?? '') : undefined;
  const result = await send(context, known, { target, request, response, observer, warnings });
  over?.();
  if (result.kind === 'failed' || result.kind === 'broken-off') {
    context.metrics.failures.inc({ cluster: name });
    noteFailure(context, name, result.error);
    answerFailure(response, result.error, `Cluster ${name}`);
  }
  if (result.kind === 'client-gone' && observer) context.abandoned.left(known, target, request);
  if (result.kind !== 'answered') return;
  context.ejection.answered(name);
  if (observer) {
    const { head } = result;
    const news = observer.read(head.get('content-encoding'));
    context.queries.paged({ cluster: name, target, head, news });
  }
  if (method === 'DELETE' && isOfQuery && result.head.status === 204)
    noteCancel(context, name, target);
}

interface Exchange {
  target: string;
  request: HttpRequest;
  response: HttpResponse;
  observer: PageObserver | undefined;
  warnings: readonly CarriedWarning[];
}

async function send(
  context: ProxyContext,
  known: KnownCluster,
  { target, request, response, observer, warnings }: Exchange,
): Promise<Forwarded> {
  const body = bodyOf(request);
  const attempt = (to: KnownCluster, declines?: (status: number) => boolean) =>
    streamAnswer(
      context.forwarder,
      to.cluster.url,
      {
        method: request.method ?? 'GET',
        path: target,
        headers: headersFor(context, to, request, warnings),
        body,
      },
      response,
      { observer, declines, changes: answerChanges(context, to, request, target, warnings) },
    );
  // A body cannot be sent twice; the health monitor finds out, too.
  if (known.forwarding === 'REFUSED' || body !== undefined) return attempt(known);
  const result = await attempt(known, (status) => status === 406);
  if (result.kind !== 'declined') return result;
  const plain = await attempt({ ...known, forwarding: 'REFUSED' });
  if (plain.kind === 'answered' && plain.head.status !== 406) {
    context.directory.setForwarding(known.cluster.name, 'REFUSED');
  }
  return plain;
}

function noteCancel({ queries }: ProxyContext, cluster: string, target: string): void {
  const queryId = queryIdIn(target);
  // A partial cancel stops one stage, not the query.
  if (queryId !== undefined && !target.includes('/partialCancel/')) {
    queries.canceled(cluster, queryId);
  }
}
