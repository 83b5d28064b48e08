import { routeResponseSchema, type RouteResponse } from '../protocol/decision';
import type { Route } from './router-client';

/** Reads what a router answered; throws where it is no decision. */
export function readRoute(answer: unknown): Route {
  // The schema takes as long as all else that is done with a decision.
  const { routingGroup, errors, externalHeaders, removedHeaders, decision } = isRoute(answer)
    ? answer
    : routeResponseSchema.parse(answer);
  // Field by field: to spread one object into another takes microseconds.
  return {
    routingGroup,
    errors,
    externalHeaders,
    removedHeaders,
    reason: decision?.reason ?? 'DEFAULT',
    decisionId: decision?.id,
    statement: decision?.statement,
    killedQueryId: decision?.statement?.killedQueryId,
    fingerprint: decision?.statement?.fingerprint,
    cluster: decision?.cluster,
    strict: decision?.strict,
    fallback: decision?.fallback,
    warnings: decision?.warnings,
    limits: decision?.limits,
    queuePriority: decision?.queuePriority,
  };
}

/** Whether everything that a proxy goes by has its form; false only sends it to the schema. */
function isRoute(answer: unknown): answer is RouteResponse {
  if (!isObject(answer)) return false;
  const { routingGroup, errors, externalHeaders, removedHeaders = [], decision } = answer;
  return (
    typeof routingGroup === 'string' &&
    areTexts(errors) &&
    isObject(externalHeaders) &&
    areTexts(Object.values(externalHeaders)) &&
    areTexts(removedHeaders) &&
    (decision === undefined || isPlainDecision(decision))
  );
}

/** One with what most have; pins, limits and warnings are for the schema. */
function isPlainDecision(decision: unknown): boolean {
  if (!isObject(decision)) return false;
  const { id, reason, statement } = decision;
  if (typeof id !== 'string' || !REASONS.has(reason)) return false;
  if (RARE.some((field) => decision[field] !== undefined)) return false;
  return (
    isObject(statement) &&
    TEXTS.every((field) => typeof statement[field] === 'string') &&
    statement['killedQueryId'] === undefined &&
    SETS.every((field) => areTexts(statement[field]))
  );
}

const REASONS = new Set<unknown>(routeResponseSchema.shape.decision.unwrap().shape.reason.options);
const RARE = ['cluster', 'strict', 'fallback', 'warnings', 'limits', 'queuePriority'];
const TEXTS = ['queryType', 'fingerprint'];
const SETS = ['tables'];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
