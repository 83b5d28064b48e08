import type { ClientRequest } from './client-request';
import { TRINO, basicUser, headerValue } from '../protocol/headers';

/** Who sent a statement, as far as its headers tell. */
export function whoAsks({ headers }: ClientRequest) {
  return {
    user: headerValue(headers, TRINO.user) ?? basicUser(headers.authorization),
    source: headerValue(headers, TRINO.source),
  };
}
