import type { RouteResponse } from '../protocol/decision';
import { joinedJson, lastingJson } from './lasting-json';

/** The JSON of an answer; what it tells of a statement that comes again is made once. */
export function routeJson(route: RouteResponse): string {
  if (route.decision?.statement === undefined) return JSON.stringify(route);
  const { statement } = route.decision;
  const decision = JSON.stringify({ ...route.decision, statement: undefined });
  const rest = JSON.stringify({ ...route, decision: undefined });
  return joinedJson(
    rest,
    `{"decision":${joinedJson(decision, `{"statement":${lastingJson(statement)}}`)}}`,
  );
}
