import { z } from 'zod';
import { plainRouteRequestSchema, routeResponseSchema } from '../../protocol/decision';
import type { RoutingRequest } from '../../protocol/routing-request';
import { goOn } from '../../runtime/now-or-later';
import type { Decide } from '../decide';
import { routeJson } from '../route-json';
import type { AskedBefore } from './asked-before';
import { unreadBody } from './body-spec';
import { type Call, type Endpoint, endpoint } from './endpoint';
import { gatewayBodySchema, gatewayRoutingRequest, isGatewayBody } from './gateway-body';
import { plainRoutingRequest } from './plain-body';
import { jsonValue } from './read-body';

const HEADERS = { 'Content-Type': 'application/json; charset=utf-8' };

/** POST /v1/route, with Trino Gateway's body or the plain one. */
export function routeEndpoint(decide: Decide, asked: AskedBefore): Endpoint {
  return endpoint({
    method: 'post',
    path: '/v1/route',
    tag: 'routing',
    summary: 'Decide which routing group a statement goes to',
    role: 'everyone',
    body: unreadBody<string>(z.union([plainRouteRequestSchema, gatewayBodySchema]), 'text'),
    answers: { 200: { description: 'The decision.', schema: routeResponseSchema } },
    errors: [400, 413],
    handle(call) {
      const decided = decide(asked.get(call.body) ?? newRequest(call, asked));
      return goOn(decided, (route) => ({
        status: 200,
        headers: HEADERS,
        content: routeJson(route),
      }));
    },
  });
}

function newRequest(
  {
    body: text,
    rawHeaders,
    headers,
  }: Pick<Call<unknown, unknown, string>, 'body' | 'rawHeaders' | 'headers'>,
  asked: AskedBefore,
): RoutingRequest {
  const body = jsonValue(text, 'The request body');
  if (!isGatewayBody(body)) return asked.note(text, plainRoutingRequest(body));
  return gatewayRoutingRequest(body, { rawHeaders, authorization: headers.authorization });
}
