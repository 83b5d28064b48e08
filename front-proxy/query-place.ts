import type { CarriedWarning } from '../protocol/carried-warnings';
import { isPage, queryIdIn } from '../protocol/paths';
import type { QueryId } from '../protocol/query-id';
import type { ClientRequest } from './client-request';
import { ownText } from './own-text';

/** Where a request belongs: a cluster, and what is asked of its coordinator. */
export interface QueryPlace {
  cluster: string;
  /** As the coordinator knows it, without the cluster's segment. */
  target: string;
  /** Where a page of a query is asked for, or its end. */
  queryId: QueryId | undefined;
  warnings: readonly CarriedWarning[];
}

export function placeAt(
  cluster: string,
  target: string,
  warnings: readonly CarriedWarning[] = [],
): QueryPlace {
  const queryId = isPage(target) ? queryIdIn(target) : undefined;
  return { cluster, target, queryId, warnings };
}

interface KnownPlace {
  /** What the URLs of all pages of one query and stage begin with; a number follows. */
  start: string;
  /** How much of a URL is not the coordinator's. */
  cut: number;
  cluster: string;
  queryId: QueryId;
  warnings: readonly CarriedWarning[];
}

/** A client asks for the pages of a query one after the other, and the lean server knows its headers. */
const knownPlaces = new WeakMap<readonly string[], KnownPlace>();
const MAX_DIGITS = 10;

/** Remembers where a page whose URL names its cluster led, for the next one that the connection asks for. */
export function rememberPlace({ rawHeaders, url = '' }: ClientRequest, place: QueryPlace): void {
  const { cluster, target, queryId, warnings } = place;
  const end = url.lastIndexOf('/') + 1;
  if (queryId === undefined || !isNumber(url, end) || !url.endsWith(target)) return;
  // Parts would keep the whole head of the request in memory.
  knownPlaces.set(rawHeaders, {
    start: ownText(url.slice(0, end)),
    cut: url.length - target.length,
    cluster: ownText(cluster),
    queryId: ownText(queryId) as QueryId,
    warnings,
  });
}

/** Where the page before led, if this one is of the same query and stage; nothing else needs a look then. */
export function knownPlace({ rawHeaders, url = '' }: ClientRequest): QueryPlace | undefined {
  const known = knownPlaces.get(rawHeaders);
  if (known === undefined) return undefined;
  const { start, cut, cluster, queryId, warnings } = known;
  if (!isNumber(url, start.length) || url.slice(0, start.length) !== start) return undefined;
  return { cluster, target: url.slice(cut), queryId, warnings };
}

/** Whether what begins there is a number and nothing else. */
function isNumber(text: string, from: number): boolean {
  const digits = text.length - from;
  if (digits < 1 || digits > MAX_DIGITS) return false;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
