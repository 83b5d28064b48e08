import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Config } from '../../config/schema';
import type { Logger } from '../../runtime/log';
import { ServiceError } from '../../runtime/service-error';
import type { Analyzer } from '../../sql/statement-facts';
import type { ClusterRegistry } from '../clusters/cluster-registry';
import type { Decide } from '../decide';
import type { History } from '../history/history';
import type { Places } from '../places/places';
import type { ReplaySources } from '../replay/replay';
import type { RouterMetrics } from '../router-metrics';
import type { RuleCounters } from '../rule-counters';
import type { RuleSetRegistry } from '../rule-sets/rule-set-registry';
import { analyzeEndpoints } from './analyze';
import { type AnswerCall, createAnswerCall } from './answer-call';
import { clusterEndpoints } from './clusters';
import { drainEndpoints } from './drain';
import { docsEndpoints } from './docs';
import type { Endpoint } from './endpoint';
import { errorAnswer } from './error-answer';
import { explainEndpoints } from './explain';
import { explainDecisionEndpoints } from './explain-decision';
import { historyEndpoints } from './history';
import { mount, send } from './mount';
import { openApiEndpoint } from './openapi';
import { operationsEndpoints } from './operations';
import { placeEndpoints } from './places';
import type { Readiness } from './readiness';
import { replayEndpoints } from './replay';
import { reportEndpoints } from './reports';
import { nameRequest, requestIdOf } from './request-id';
import { routingEndpoints } from './routing-endpoints';
import { revisionEndpoints } from './rule-set-revisions';
import { ruleEndpoints } from './rules';
import { watchEndpoints } from './watch-clusters';

export interface RouterServices {
  config: Pick<Config, 'tokens' | 'routerService' | 'routing'>;
  log: Logger;
  metrics: RouterMetrics;
  readiness: Readiness;
  decide: Decide;
  analyzer: Analyzer;
  rules: RuleSetRegistry;
  clusters: ClusterRegistry;
  places: Places;
  history: History;
  ruleCounters: RuleCounters;
  replay: ReplaySources;
  /** Aborted when the service stops, to end those who wait. */
  stopping: AbortSignal;
}

/** The HTTP API of the router-service as an Express application. */
export function createApp(
  services: RouterServices,
  answerCall: AnswerCall = createAnswerCall(services),
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use((request, response, next) => {
    nameRequest(request, response);
    next();
  });
  const endpoints = endpointsOf(services);
  mount(app, endpoints, answerCall);
  app.use(refuseUnknown(endpoints, services));
  app.use(refuseBroken(services));
  return app;
}

function endpointsOf(services: RouterServices): Endpoint[] {
  const { decide, rules, analyzer, clusters, places, history, readiness, metrics, log } = services;
  const endpoints = [
    ...routingEndpoints({ decide, log }),
    ...analyzeEndpoints(analyzer),
    ...ruleEndpoints(rules, clusters, services.ruleCounters),
    ...revisionEndpoints(rules, clusters),
    ...replayEndpoints(rules, services.replay),
    ...explainEndpoints(services),
    ...explainDecisionEndpoints(services),
    ...watchEndpoints(clusters, metrics),
    ...clusterEndpoints(clusters),
    ...drainEndpoints(clusters),
    ...reportEndpoints(clusters, history, places),
    ...placeEndpoints(places),
    ...historyEndpoints(history),
    ...operationsEndpoints(readiness, metrics),
    ...docsEndpoints(),
  ];
  return [...endpoints, openApiEndpoint(endpoints)];
}

/** Answers what no endpoint took: 405 where the path is known with another method, 404 otherwise. */
function refuseUnknown(
  endpoints: readonly Endpoint[],
  { log, metrics }: Pick<RouterServices, 'log' | 'metrics'>,
) {
  const known = endpoints.map(({ method, path }) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }));
  return (request: Request, response: Response): void => {
    const methods = known.filter(({ pattern }) => pattern.test(request.path)).map((k) => k.method);
    const allow = [...new Set(methods.flatMap((m) => (m === 'GET' ? ['GET', 'HEAD'] : [m])))];
    const error = allow.length > 0 ? wrongMethod(request, allow) : unknownPath(request);
    if (allow.length > 0) response.set('Allow', allow.join(', '));
    void send(response, errorAnswer(error, requestIdOf(response), log));
    metrics.answered(request.method, 'unknown', error.status);
  };
}

function wrongMethod({ method, path }: Request, allow: string[]): ServiceError {
  const message = `${path} cannot be called with ${method}; use ${allow.join(' or ')}`;
  return new ServiceError('METHOD_NOT_ALLOWED', 405, message);
}

function unknownPath({ path }: Request): ServiceError {
  return new ServiceError('NOT_FOUND', 404, `There is nothing at ${path}; /docs lists all paths`);
}

/** Answers what failed before an endpoint was reached, such as a path that cannot be decoded. */
function refuseBroken({ log, metrics }: Pick<RouterServices, 'log' | 'metrics'>) {
  return (err: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(err);
    const isPath = err instanceof URIError;
    const message = 'The path cannot be decoded; write "%" as %25';
    const error = isPath ? new ServiceError('BAD_REQUEST', 400, message, { cause: err }) : err;
    const answer = errorAnswer(error, requestIdOf(response), log);
    void send(response, answer);
    metrics.answered(request.method, 'unknown', answer.status);
  };
}
