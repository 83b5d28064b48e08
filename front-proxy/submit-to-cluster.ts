import type { HttpResponse } from '../runtime/lean-http/exchange';
import { FieldSection } from '../runtime/lean-http/field-section';
import { TRINO, prestoName } from '../protocol/headers';
import { carriable, type CarriedWarning } from '../protocol/carried-warnings';
import type { ClusterTransaction } from '../protocol/transaction-id';
import { beginResponse } from './begin-response';
import { ClientLeaving, type LeaveSignal } from './client-leaving';
import type { KnownCluster } from './clusters/cluster-directory';
import { headerSectionFor, headersFor } from './coordinator-headers';
import { noteFailure } from './note-failure';
import type { GatheredAnswer } from './forward';
import { withHeaders, withoutHeader } from './forwarded-headers';
import { PageObserver, type PageNews } from './observe-page';
import { endsTransaction } from './open-transactions';
import type { ProxyContext } from './proxy-context';
import { answerChanges, type AnswerChanges } from './rewriting/answer-changes';
import { withWarnings } from './rewriting/page-warnings';
import { canRewrite, changeBody, rewriteUris } from './rewriting/rewrite-body';
import type { Route } from './router-client';
import type { ServerTiming } from './server-timing';
import { NotTaken, checkTaken } from './taken-submission';
import { whoAsks } from './who-asks';
import type { ClientRequest } from './client-request';

/** One try must leave time for others: a coordinator that hangs gets this share of submitTimeout. */
const SHARE_OF_A_TRY = 1 / 3;
/** Trino answers a POST with a page without rows, or with an error. */
const MAX_ANSWER_BYTES = 16_000_000;

/** A statement as it came, and the transaction that it is part of. */
export interface Incoming {
  request: ClientRequest;
  response: HttpResponse;
  statement: Buffer;
  transaction: ClusterTransaction | undefined;
  /** Set where the client is to be told how long what took. */
  timing?: ServerTiming | undefined;
  /** Gets the answer before the client does, which waits for it; must not reject. */
  keepFirst?: (answer: SentAnswer) => Promise<void>;
}

/** An answer as the client gets it; its length is that of the body. */
export interface SentAnswer {
  status: number;
  headers: readonly string[];
  body: Buffer;
}

export type Submitted =
  | {
      kind: 'answered';
      /** Undefined where nothing runs, as it failed at once. */
      queryId: string | undefined;
    }
  /**
   * The client was told nothing; another cluster may be tried. With `pass`, where none takes the
   * statement, this answer is the client's as it came.
   */
  | { kind: 'failed'; error: Error; pass?: () => Promise<void> }
  | { kind: 'client-gone' };

/**
 * POSTs a statement to one cluster. The client gets the answer when all of it has arrived, as an answer
 * that breaks off is a statement that another cluster can take.
 */
export async function submitToCluster(
  context: ProxyContext,
  known: KnownCluster,
  incoming: Incoming,
  route?: Route,
): Promise<Submitted> {
  const { request, response } = incoming;
  const submittedAt = new Date().toISOString();
  const leaving = new ClientLeaving(response);
  let answer: GatheredAnswer | undefined;
  const pass = (whole: GatheredAnswer) => {
    incoming.timing?.tell(response);
    const { user, source } = whoAsks(request);
    const { routingGroup, reason, decisionId } = route ?? {};
    const cluster = known.cluster.name;
    const about = { cluster, submittedAt, user, source, routingGroup, reason, decisionId };
    return sendAnswer(context, known, incoming, whole, about, route);
  };
  try {
    answer = await post(context, known, incoming, route, leaving);
    incoming.timing?.lap('forward');
    checkTaken(answer.status, answer.body, encodingOf(answer));
    // Its drain was over before the answer came; nobody could read this query's pages.
    const now = context.directory.get(known.cluster.name);
    if (now?.cluster.admission === 'INACTIVE') throw new Error('it became INACTIVE meanwhile');
    context.ejection.answered(known.cluster.name);
  } catch (error) {
    if (leaving.aborted) return { kind: 'client-gone' };
    if (answer === undefined) incoming.timing?.lap('forward');
    // An answer shows that the coordinator is there: it may be the statement that fails everywhere.
    const isAway = !(error instanceof NotTaken) || error.isAway;
    if (isAway) noteFailure(context, known.cluster.name, error as Error);
    else context.monitor.lookNow(known.cluster.name);
    const whole = error instanceof NotTaken && error.isOfStatement ? answer : undefined;
    const failed = { kind: 'failed', error: error as Error } as const;
    if (whole === undefined) return failed;
    return { ...failed, pass: async () => void (await pass(whole)) };
  } finally {
    leaving.forget();
  }
  // Behind what is caught: the statement is taken now, and no other cluster may get it.
  return { kind: 'answered', queryId: await pass(answer) };
}

async function post(
  context: ProxyContext,
  known: KnownCluster,
  incoming: Incoming,
  route: Route | undefined,
  signal: LeaveSignal,
): Promise<GatheredAnswer> {
  const { config, forwarder, directory } = context;
  const { name, url } = known.cluster;
  const send = (to: KnownCluster) => {
    const outgoing = {
      method: 'POST',
      path: incoming.request.url ?? '/',
      headers: submissionHeaders(context, to, incoming, route),
      body: incoming.statement,
    };
    const timeoutMs = config.frontProxy.submitTimeout * SHARE_OF_A_TRY;
    return forwarder.exchange(url, outgoing, { timeoutMs, limit: MAX_ANSWER_BYTES, signal });
  };
  const answer = await send(known);
  if (answer.status !== 406 || known.forwarding === 'REFUSED') return answer;
  // It may be the X-Forwarded-* headers that are not acceptable, and nothing has been registered.
  const refusing: KnownCluster = { ...known, forwarding: 'REFUSED' };
  const plain = await send(refusing);
  if (plain.status !== 406) directory.setForwarding(name, 'REFUSED');
  return plain;
}

function submissionHeaders(
  context: ProxyContext,
  known: KnownCluster,
  { request, statement, transaction }: Incoming,
  route: Route | undefined,
): FieldSection | string[] {
  const warnings = warningsOf(context, route);
  if (isSentOnAsItCame(request, transaction, route))
    return headerSectionFor(context, known, request, warnings);
  const headers = withTransaction(headersFor(context, known, request, warnings), transaction);
  const removed = (route?.removedHeaders ?? []).map((name) => name.toLowerCase());
  const adjusted = removed.reduce(withoutHeader, withHeaders(headers, route?.externalHeaders));
  const length = String(statement.length);
  return headerOf(adjusted, 'content-length') === length
    ? adjusted
    : withHeaders(adjusted, { 'Content-Length': length });
}

/** Whether the headers are the client's, apart from what every request of it gets. */
function isSentOnAsItCame(
  { headers }: ClientRequest,
  transaction: ClusterTransaction | undefined,
  route: Route | undefined,
): boolean {
  if (transaction !== undefined || headers['content-length'] !== undefined) return false;
  for (const _ in route?.externalHeaders) return false;
  return (route?.removedHeaders ?? []).length === 0;
}

/** The coordinator gets the id of the transaction as it gave it. */
function withTransaction(headers: string[], transaction: ClusterTransaction | undefined): string[] {
  if (transaction === undefined) return headers;
  const isId = (name = '') => TRANSACTION_IDS.has(name.toLowerCase());
  return headers.map((part, i) => (i % 2 === 1 && isId(headers[i - 1]) ? transaction.id : part));
}

const TRANSACTION_IDS = new Set([TRINO.transactionId, prestoName(TRINO.transactionId)]);

/** Resolves to the id of the query that runs now; to undefined where it failed at once. */
async function sendAnswer(
  context: ProxyContext,
  known: KnownCluster,
  { request, response, statement, transaction, keepFirst }: Incoming,
  answer: GatheredAnswer,
  submission: Parameters<ProxyContext['queries']['submitted']>[0],
  route: Route | undefined,
): Promise<string | undefined> {
  const { status, head } = answer;
  const encoding = encodingOf(answer);
  const observer = new PageObserver();
  observer.onData(answer.body);
  const news = status === 200 ? observer.read(encoding) : undefined;
  const queryId = context.queries.submitted(
    submission,
    news,
    transaction && { id: transaction.id, ends: endsTransaction(statement) },
  );
  const current = context.directory.get(known.cluster.name) ?? known;
  const warnings = warningsOf(context, route);
  const changes = answerChanges(context, current, request, request.url ?? '/', warnings);
  const body = firstPage(answer.body, encoding, news, changes, warnings);
  const own = changes.head(head.section.rawHeaders);
  const headers =
    own.says.length === undefined
      ? own
      : new FieldSection(withoutHeader(own.headers, 'content-length'));
  if (keepFirst !== undefined) await keepFirst({ status, headers: headers.headers, body });
  beginResponse(response, status, headers, String(body.length)).end(body);
  return news?.isLast ? undefined : queryId;
}

/** Writes an answer to its client. */
export function writeAnswer({ status, headers, body }: SentAnswer, response: HttpResponse): void {
  const section = new FieldSection(headers);
  beginResponse(response, status, section, String(body.length)).end(body);
}

/**
 * The first page with the warnings of rules. It shows what the coordinator does with X-Forwarded-*,
 * also one that did otherwise before.
 */
function firstPage(
  body: Buffer,
  encoding: string | undefined,
  news: PageNews | undefined,
  changes: AnswerChanges,
  warnings: readonly CarriedWarning[],
): Buffer {
  if (news === undefined || !canRewrite(encoding)) return body;
  const isRewritten = news.uri !== undefined && changes.uri(news.uri) !== news.uri;
  if (!isRewritten && warnings.length === 0) return body;
  return changeBody(body, encoding, (page) =>
    withWarnings(isRewritten ? rewriteUris(page, changes.uri) : page, warnings),
  );
}

/** Later pages have them by their URIs alone, and one with fewer than the page before fails clients. */
function warningsOf({ config }: ProxyContext, route: Route | undefined): readonly CarriedWarning[] {
  return config.frontProxy.affinityPrefix === '' ? [] : carriable(route?.warnings ?? []);
}

function encodingOf({ head }: GatheredAnswer): string | undefined {
  return head.get('content-encoding');
}

function headerOf(rawHeaders: readonly string[], wanted: string): string | undefined {
  const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === wanted);
  return at === -1 ? undefined : rawHeaders[at + 1];
}
