import type { IncomingMessage } from 'node:http';
import { TRINO, basicUser, headerValue } from '../protocol/headers';

/** Who sent a statement, as far as its headers tell. */
export function whoAsks({ headers }: IncomingMessage) {
  return {
    user: headerValue(headers, TRINO.user) ?? basicUser(headers.authorization),
    source: headerValue(headers, TRINO.source),
  };
}
