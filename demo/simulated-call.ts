import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendText } from './simulated-answer';
import type { SimulatedBehaviour } from './simulated-behaviour';
import type { SimulatedQuery } from './simulated-query';

/** What one start of a coordinator knows; a restart begins with a new one. */
export interface CoordinatorState {
  readonly cluster: string;
  readonly coordinatorId: string;
  readonly startedAt: number;
  readonly behaviour: SimulatedBehaviour;
  readonly queries: Map<string, SimulatedQuery>;
  /** Ids of open transactions. */
  readonly transactions: Set<string>;
  /** Counter in the id of the next query. */
  nextQuery: number;
}

/** A request with what every endpoint needs of it. */
export interface Call {
  readonly state: CoordinatorState;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  /** Where the client believes the coordinator is. */
  readonly base: string;
  readonly user: string | undefined;
}

export function notFound(response: ServerResponse, what = 'HTTP 404 Not Found'): void {
  sendText(response, 404, `Error 404 Not Found: ${what}`);
}

export function gone(response: ServerResponse): void {
  sendText(response, 410, 'Error 410 Gone: HTTP 410 Gone');
}

/** Whether the password is right, where one is needed. */
export function passes(
  { behaviour }: CoordinatorState,
  authorization: string | undefined,
): boolean {
  if (behaviour.password === undefined) return true;
  const [, encoded = ''] = /^Basic (.+)$/i.exec(authorization ?? '') ?? [];
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return password === behaviour.password;
}

/** Runs the endpoint only for a caller who says who they are. */
export function needUser(call: Call, endpoint: () => void | Promise<void>): void | Promise<void> {
  const { authorization, 'x-forwarded-proto': scheme } = call.request.headers;
  const isSecure = call.state.behaviour.password === undefined || scheme === 'https';
  if (call.user !== undefined && isSecure && passes(call.state, authorization)) return endpoint();
  const text = 'Basic authentication or X-Trino-Original-User or X-Trino-User must be sent';
  sendText(call.response, 401, text, {
    'Content-Type': 'text/plain;charset=utf-8',
    'WWW-Authenticate': 'Basic realm="Trino"',
  });
}
