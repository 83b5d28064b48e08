import { type PlainRouteRequest, plainRouteRequestSchema } from '../../protocol/decision';
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
  const plain = isPlainRouteRequest(body) ? body : checkedRequest(body);
  const { headers, headerSpelling } = clientHeaders(Object.entries(plain.headers ?? {}));
  const session = sessionOf(headers);
  const { preparedStatements = session.preparedStatements } = plain;
  return {
    ...session,
    ...plain,
    ...readStatementBody(plain.statement, preparedStatements),
    isNewQuery: true,
    headers,
    headerSpelling,
  };
}

/** Without fields that are undefined, which would hide those of the headers. */
function checkedRequest(body: unknown): PlainRouteRequest {
  const plain = checked(plainRouteRequestSchema, body, 'The request body');
  const told = Object.entries(plain).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as PlainRouteRequest;
}
