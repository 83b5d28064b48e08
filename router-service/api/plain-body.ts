import { plainRouteRequestSchema } from '../../protocol/decision';
import { isPlainRouteRequest } from '../../protocol/plain-route-request';
import type { RoutingRequest } from '../../protocol/routing-request';
import { readStatementBody } from '../../protocol/statement-body';
import { clientHeaders } from '../client-headers';
import { checked } from './body-spec';
import { sessionOf } from './session-of';

/**
 * Reads the plain body of POST /v1/route. Its own fields go before its `headers`; the HTTP headers
 * of the call do not count, as they are those of the tool that asks.
 */
export function plainRoutingRequest(body: unknown): RoutingRequest {
  const plain = isPlainRouteRequest(body)
    ? body
    : checked(plainRouteRequestSchema, body, 'The request body');
  const { headers, headerSpelling } = clientHeaders(Object.entries(plain.headers ?? {}));
  const session = sessionOf(headers);
  const prepared = plain.preparedStatements ?? session.preparedStatements;
  const { statement, preparedStatements } = readStatementBody(plain.statement, prepared);
  return {
    statement,
    isNewQuery: true,
    user: plain.user ?? session.user,
    source: plain.source ?? session.source,
    clientTags: plain.clientTags ?? session.clientTags,
    clientInfo: plain.clientInfo ?? session.clientInfo,
    catalog: plain.catalog ?? session.catalog,
    schema: plain.schema ?? session.schema,
    sessionProperties: plain.sessionProperties ?? session.sessionProperties,
    preparedStatements,
    headers,
    headerSpelling,
    remoteAddress: plain.remoteAddress,
    userAgent: plain.userAgent ?? session.userAgent,
  };
}
