import type { IncomingMessage } from 'node:http';
import { affinitySegment } from '../../protocol/affinity-path';
import { carriesUris } from '../../protocol/paths';
import { originOf } from '../client-origin';
import type { KnownCluster } from '../clusters/cluster-directory';
import { nameInHeaders } from '../coordinator-headers';
import type { ProxyContext } from '../proxy-context';
import {
  clientView,
  leadsThroughUs,
  namesCoordinator,
  throughUs,
  type ClientView,
} from './client-view';
import { canRewrite, createBodyRewriter, type BodyRewriter } from './rewrite-body';
import { rewriteHeaders } from './rewrite-headers';

/** What of a coordinator's answer is told otherwise than it came. */
export interface AnswerChanges {
  head(rawHeaders: readonly string[]): readonly string[];
  /** Undefined where the body passes untouched. */
  body(status: number, headers: ReadonlyMap<string, string>): BodyRewriter | undefined;
  /** A URI of the coordinator as the client needs it; what it was tells of the coordinator. */
  uri(uri: string): string;
}

/**
 * Coordinators that honour X-Forwarded-* make URIs that lead through us, and all bytes of their answers
 * pass. Those of the others are rewritten, and of those that have not shown yet what they do.
 */
export function answerChanges(
  context: ProxyContext,
  known: KnownCluster,
  request: IncomingMessage,
  target: string,
): AnswerChanges {
  const { name, url } = known.cluster;
  const { affinityPrefix } = context.config.frontProxy;
  const isRewritten = known.forwarding !== 'HONOURED';
  const view = clientView(
    originOf(request, context.trustedProxies),
    affinityPrefix === '' ? '' : affinitySegment(name, affinityPrefix),
    url,
  );
  const uri = (given: string) => {
    learnFrom(context, known, given, view);
    return throughUs(given, view);
  };
  return {
    uri,
    head(rawHeaders) {
      const named = nameInHeaders(context, name, rawHeaders);
      return isRewritten ? rewriteHeaders(named, view) : named;
    },
    body(status, headers) {
      const encoding = headers.get('content-encoding');
      const isPage = status === 200 && request.method === 'GET' && carriesUris(target);
      if (!isRewritten || !isPage || !canRewrite(encoding)) return undefined;
      return createBodyRewriter(encoding, uri);
    },
  };
}

function learnFrom(
  { directory }: ProxyContext,
  { cluster: { name }, forwarding }: KnownCluster,
  uri: string,
  view: ClientView,
): void {
  if (forwarding === 'REFUSED') return;
  if (leadsThroughUs(uri, view)) directory.setForwarding(name, 'HONOURED');
  else if (namesCoordinator(uri, view)) directory.setForwarding(name, 'IGNORED');
}
