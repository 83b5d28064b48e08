import { headerValue, TRINO } from '../../protocol/headers';
import { decodeNamedValues, decodePreparedStatements } from '../../protocol/prepared-statements';
import type { RoutingRequest } from '../../protocol/routing-request';

type Session = Omit<
  RoutingRequest,
  'statement' | 'isNewQuery' | 'headers' | 'headerSpelling' | 'remoteAddress' | 'reported'
>;

/** What the headers of the Trino client protocol say about the session of a statement. */
export function sessionOf(headers: Readonly<Record<string, string>>): Session {
  const value = (name: string) => headerValue(headers, name);
  const list = (name: string) => [value(name) ?? ''];
  return {
    user: value(TRINO.user),
    source: value(TRINO.source),
    clientTags: tagsOf(value(TRINO.clientTags)),
    clientInfo: value(TRINO.clientInfo),
    catalog: value(TRINO.catalog),
    schema: value(TRINO.schema),
    sessionProperties: decodeNamedValues(list(TRINO.session)),
    preparedStatements: decodePreparedStatements(list(TRINO.preparedStatement)),
    userAgent: value('user-agent'),
  };
}

function tagsOf(header = ''): string[] {
  const tags = header.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
