import type { HttpRequest, HttpResponse } from '../runtime/lean-http/exchange';
import type { CarriedWarning } from '../protocol/carried-warnings';
import type { QueryId } from '../protocol/query-id';
import type { KnownCluster } from './clusters/cluster-directory';
import { noteFailure } from './note-failure';
import { headerSectionFor } from './coordinator-headers';
import { PageObserver } from './observe-page';
import type { ProxyContext } from './proxy-context';
import type { QueryPlace } from './query-place';
import { answerChanges } from './rewriting/answer-changes';
import { answerFailure, bodyOf, streamAnswer, type Forwarded } from './stream-answer';

/** A request that belongs to one cluster: a page, a cancel, the coordinator's UI; streamed both ways. */
export function followQuery(
  context: ProxyContext,
  known: KnownCluster,
  { target, queryId, warnings }: QueryPlace,
  request: HttpRequest,
  response: HttpResponse,
): void {
  const isRead = request.method === 'GET' && queryId !== undefined;
  const observer = isRead ? new PageObserver() : undefined;
  context.abandoned.seen(target);
  const over = isRead ? context.openQueries.asked(queryId) : undefined;
  const exchange = { target, queryId, request, response, observer, warnings };
  const end = (result: Forwarded) => {
    over?.();
    try {
      noteResult(context, known, exchange, result);
    } catch (err) {
      context.log.error({ err, cluster: known.cluster.name }, 'could not note how a page ended');
    }
  };
  try {
    send(context, known, exchange, end);
  } catch (err) {
    over?.();
    throw err;
  }
}

function noteResult(
  context: ProxyContext,
  known: KnownCluster,
  { target, queryId, request, response, observer }: Exchange,
  result: Forwarded,
): void {
  const { name } = known.cluster;
  if (result.kind === 'failed' || result.kind === 'broken-off') {
    context.metrics.failures.inc({ cluster: name });
    noteFailure(context, name, result.error);
    answerFailure(response, result.error, `Cluster ${name}`);
  }
  if (result.kind === 'client-gone' && observer) context.abandoned.left(known, target, request);
  if (result.kind !== 'answered') return;
  context.ejection.answered(name);
  if (observer && queryId) {
    const { head } = result;
    const news = observer.read(head.get('content-encoding'));
    context.queries.paged({ cluster: name, queryId, target, head, news });
  }
  if (request.method === 'DELETE' && queryId && result.head.status === 204) {
    // A partial cancel stops one stage, not the query.
    if (!target.includes('/partialCancel/')) context.queries.canceled(name, queryId);
  }
}

interface Exchange {
  target: string;
  /** Of a page. */
  queryId: QueryId | undefined;
  request: HttpRequest;
  response: HttpResponse;
  observer: PageObserver | undefined;
  warnings: readonly CarriedWarning[];
}

function send(
  context: ProxyContext,
  known: KnownCluster,
  { target, request, response, observer, warnings }: Exchange,
  onOver: (result: Forwarded) => void,
): void {
  const { forwarder } = context;
  const body = bodyOf(request);
  const attempt = (
    to: KnownCluster,
    then: (result: Forwarded) => void,
    declines?: (status: number) => boolean,
  ) => {
    const { method = 'GET' } = request;
    const headers = headerSectionFor(context, to, request, warnings);
    const changes = answerChanges(context, to, request, target, warnings);
    const options = { observer, declines, changes };
    const outgoing = { method, path: target, headers, body };
    streamAnswer(forwarder, to.cluster.url, outgoing, response, options, then);
  };
  // A body cannot be sent twice; the health monitor finds out, too.
  if (known.forwarding === 'REFUSED' || body !== undefined) return attempt(known, onOver);
  const retry = (result: Forwarded) => {
    if (result.kind !== 'declined') return onOver(result);
    attempt({ ...known, forwarding: 'REFUSED' }, (plain) => {
      if (plain.kind === 'answered' && plain.head.status !== 406)
        context.directory.setForwarding(known.cluster.name, 'REFUSED');
      onOver(plain);
    });
  };
  attempt(known, retry, isNotAcceptable);
}

const isNotAcceptable = (status: number) => status === 406;
