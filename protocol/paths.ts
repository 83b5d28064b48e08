import type { QueryId } from './query-id';

export const STATEMENT_PATH = '/v1/statement';

/** Whether a request submits a statement: a POST to the statement path itself. */
export function isStatementSubmission(method: string, path: string): boolean {
  return method === 'POST' && (path === STATEMENT_PATH || path === `${STATEMENT_PATH}/`);
}

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? target : target.slice(0, at);
}

// Where Trino itself puts a query id: /v1/statement/queued/ID/…, /v1/query/ID, /ui/query.html?ID, /ui/api/query/ID.
const ID_IN_TARGET = /[/?=](\d{8}_\d{6}_\d{5,}_[a-z0-9]{5})(?=$|[/?&.#])/;

/** The query id that a request target names, if any. */
export function queryIdIn(target: string): QueryId | undefined {
  // The same form as parseQueryId looks for.
  return ID_IN_TARGET.exec(target)?.[1] as QueryId | undefined;
}

/** Whether a GET of this target reads a page of a query's result. */
export function isPage(path: string): boolean {
  return path.startsWith(`${STATEMENT_PATH}/`);
}

/** Whether a page of the web UI asks its coordinator for data by this target. */
export function isUiApi(target: string): boolean {
  return target.startsWith('/ui/api/');
}

/** Whether a GET of this target asks for the token of an OAuth2 login. */
export function isLoginPoll(target: string): boolean {
  return target.startsWith('/oauth2/token/');
}

// Spellings of "." and "..", of a slash and of a backslash that servers decode differently; parameters of
// a segment and a fragment, which Trino leaves out (476 runs the statement of POST /v1;x/statement).
const TRICK = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)|%2f|%5c|[\\;#]|\/\//i;
// Letters, digits and "-._~" need no percent; whoever writes one means that some server overlooks it.
const NEEDLESS_PERCENT = /%(?:2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/i;
const CONTROL = /[\0-\x1f\x7f]/;

/** Whether a path could mean another place to the coordinator, or to what stands before it, than to us. */
export function isAmbiguousPath(path: string): boolean {
  if (TRICK.test(path)) return true;
  if (!path.includes('%')) return false;
  if (NEEDLESS_PERCENT.test(path)) return true;
  try {
    return CONTROL.test(decodeURIComponent(path));
  } catch {
    // A percent sign alone, or bytes that are no UTF-8.
    return true;
  }
}
