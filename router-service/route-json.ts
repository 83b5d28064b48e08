import type { Decision, RouteResponse } from '../protocol/decision';
import { fieldsJson, joinedJson } from './lasting-json';

const ANSWER = (['routingGroup', 'errors', 'externalHeaders', 'removedHeaders'] as const).map(
  sameName,
);

const DECISION = (
  [
    ...(['id', 'decidedAt', 'reason', 'routingGroup', 'rule', 'message', 'cluster'] as const),
    ...(['strict', 'fallback', 'warnings', 'limits', 'queuePriority'] as const),
    ...(['ruleSetRevision', 'statement'] as const),
  ] satisfies (keyof Decision)[]
).map(sameName);

function sameName<Name extends string>(name: Name): readonly [string, Name] {
  return [name, name];
}

/** The JSON of an answer; what it tells of a statement that comes again is made once. */
export function routeJson(route: RouteResponse): string {
  const answer = fieldsJson(route, ANSWER);
  if (route.decision === undefined) return answer;
  return joinedJson(answer, `{"decision":${fieldsJson(route.decision, DECISION)}}`);
}
