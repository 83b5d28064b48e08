import type { IncomingHttpHeaders } from 'node:http';
import type { DecidedStatement } from '../../protocol/decision';
import { TRINO, basicUser, headerValue } from '../../protocol/headers';

/**
 * The value of a fact by which statements are told apart (routingGroups.choice.by), from the client's
 * headers and what the decision tells of the statement; undefined where it has none.
 */
export function factOfStatement(
  by: string,
  headers: IncomingHttpHeaders,
  statement: DecidedStatement | undefined,
): string | undefined {
  const [, header] = /^headers\.(.+)$/.exec(by) ?? [];
  if (header !== undefined) return textOf(headers[header.toLowerCase()]);
  switch (by) {
    case 'user':
      return headerValue(headers, TRINO.user) ?? basicUser(headers.authorization);
    case 'source':
      return headerValue(headers, TRINO.source);
    case 'catalog':
      return headerValue(headers, TRINO.catalog);
    case 'schema':
      return headerValue(headers, TRINO.schema);
    case 'clientTags':
      return setOf(headerValue(headers, TRINO.clientTags)?.split(','));
    case 'tables':
      return setOf(statement?.tables);
    case 'queryType':
      return statement?.queryType || undefined;
    case 'fingerprint':
      return statement?.fingerprint || undefined;
    default:
      return undefined;
  }
}

function textOf(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value.join(',') : value) || undefined;
}

/** The same for the same members in any order. */
function setOf(members: readonly string[] = []): string | undefined {
  const wanted = members.map((member) => member.trim()).filter((member) => member !== '');
  return wanted.length === 0 ? undefined : JSON.stringify([...new Set(wanted)].sort());
}
