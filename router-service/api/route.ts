import { z } from 'zod';
import { plainRouteRequestSchema, routeResponseSchema } from '../../protocol/decision';
import { goOn } from '../../runtime/now-or-later';
import type { Decide } from '../decide';
import { uncheckedBody } from './body-spec';
import { type Endpoint, endpoint } from './endpoint';
import { gatewayBodySchema, gatewayRoutingRequest, isGatewayBody } from './gateway-body';
import { plainRoutingRequest } from './plain-body';

/** POST /v1/route, with Trino Gateway's body or the plain one. */
export function routeEndpoint(decide: Decide): Endpoint {
  return endpoint({
    method: 'post',
    path: '/v1/route',
    tag: 'routing',
    summary: 'Decide which routing group a statement goes to',
    role: 'everyone',
    body: uncheckedBody(z.union([plainRouteRequestSchema, gatewayBodySchema]), 'any'),
    answers: { 200: { description: 'The decision.', schema: routeResponseSchema } },
    errors: [400, 413],
    handle({ body, rawHeaders, headers }) {
      const request = isGatewayBody(body)
        ? gatewayRoutingRequest(body, { rawHeaders, authorization: headers.authorization })
        : plainRoutingRequest(body);
      return goOn(decide(request), (route) => ({ status: 200, body: route }));
    },
  });
}
