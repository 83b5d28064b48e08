import type { ClientRequest } from './client-request';
import { TRINO, basicUser, headerValue } from '../protocol/headers';

/** What the router takes and keeps of a name (queryReportSchema); Trino has no limit of its own. */
const MAX_LENGTH = 1000;

/** Who sent a statement, as far as its headers tell; of very long names the beginning. */
export function whoAsks({ headers }: ClientRequest) {
  const user = headerValue(headers, TRINO.user) ?? basicUser(headers.authorization);
  const source = headerValue(headers, TRINO.source);
  return { user: user?.slice(0, MAX_LENGTH), source: source?.slice(0, MAX_LENGTH) };
}
