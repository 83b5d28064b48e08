import { affinitySegment } from '../../protocol/affinity-path';
import { warningsSegment, type CarriedWarning } from '../../protocol/carried-warnings';
import { isLoginPoll, isPage } from '../../protocol/paths';
import { originOf } from '../client-origin';
import type { KnownCluster } from '../clusters/cluster-directory';
import { nameInHeaders } from '../coordinator-headers';
import type { AnswerHead } from '../../runtime/lean-http/answer-head';
import { lowerName } from '../../runtime/lean-http/field-lines';
import { FieldSection } from '../../runtime/lean-http/field-section';
import { endToEndHeaders } from '../forwarded-headers';
import { prestoName, TRINO } from '../../protocol/headers';
import type { ProxyContext } from '../proxy-context';
import {
  clientView,
  leadsThroughUs,
  namesCoordinator,
  throughUs,
  type ClientView,
} from './client-view';
import { chained, type PageChange } from './page-change';
import { PageUriRewriter } from './page-uris';
import { warningsChange } from './page-warnings';
import { canRewrite } from './rewrite-body';
import { rewriteHeaders } from './rewrite-headers';
import type { ClientRequest } from '../client-request';

/** What of a coordinator's answer is told otherwise than it came. */
export interface AnswerChanges {
  /** Those for the client. */
  head(rawHeaders: readonly string[]): FieldSection;
  /** Undefined where the body passes untouched. */
  body(head: Pick<AnswerHead, 'status' | 'get'>): PageChange | undefined;
  /** A URI of the coordinator as the client needs it; what it was tells of the coordinator. */
  uri(uri: string): string;
}

/**
 * Coordinators that honour X-Forwarded-* make pages whose URIs lead through us; those pass as bytes. The
 * pages of the others are rewritten, and of those that have not shown yet what they do. Links of OAuth2
 * logins and redirects are of both kinds in one answer of Trino 476; so all of them are looked at.
 */
export function answerChanges(
  context: ProxyContext,
  known: KnownCluster,
  request: ClientRequest,
  target: string,
  warnings: readonly CarriedWarning[] = [],
): AnswerChanges {
  const { name, url } = known.cluster;
  const { affinityPrefix } = context.config.frontProxy;
  const honours = known.forwarding === 'HONOURED';
  // Most answers need none.
  const view = () =>
    clientView(
      originOf(request, context.trustedProxies),
      affinityPrefix === ''
        ? ''
        : affinitySegment(name, affinityPrefix) + warningsSegment(warnings),
      url,
    );
  const uri = (given: string) => {
    const seen = view();
    learnFrom(context, known, given, seen);
    return throughUs(given, seen);
  };
  return {
    uri,
    head(rawHeaders) {
      const { section, leadsSomewhere } = passedOn(rawHeaders);
      if (!leadsSomewhere) return section;
      return new FieldSection(
        rewriteHeaders(nameInHeaders(context, name, section.headers), view()),
      );
    },
    body(answer) {
      const encoding = answer.get('content-encoding');
      if (answer.status !== 200 || request.method !== 'GET' || !canRewrite(encoding))
        return undefined;
      // Its link tells nothing of the coordinator, so nothing is learned from it.
      if (isLoginPoll(target)) {
        return new PageUriRewriter((link) => throughUs(link, view()));
      }
      if (!isPage(target)) return undefined;
      if (honours && warnings.length === 0) return undefined;
      return chained([
        ...(honours ? [] : [new PageUriRewriter(uri)]),
        ...(warnings.length === 0 ? [] : [warningsChange(warnings)]),
      ]);
    },
  };
}

/** Headers that name a place or that a client sends back, and so must name the cluster. */
const LEADS_SOMEWHERE = new Set([
  ...['location', 'www-authenticate', 'set-cookie'],
  ...[TRINO.startedTransactionId, prestoName(TRINO.startedTransactionId)],
]);

interface PassedOn {
  section: FieldSection;
  leadsSomewhere: boolean;
}

/** Answers of a coordinator share their headers where these are the same. */
const knownPassed = new WeakMap<readonly string[], PassedOn>();

function passedOn(rawHeaders: readonly string[]): PassedOn {
  const known = knownPassed.get(rawHeaders);
  if (known !== undefined) return known;
  const own = endToEndHeaders(rawHeaders);
  const leadsSomewhere = own.some(
    (part, i) => i % 2 === 0 && LEADS_SOMEWHERE.has(lowerName(part) ?? ''),
  );
  const passed = { section: new FieldSection(own), leadsSomewhere };
  knownPassed.set(rawHeaders, passed);
  return passed;
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
