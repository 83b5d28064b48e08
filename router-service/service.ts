import type { Config } from '../config/schema';
import { createHttpServer } from '../runtime/http-server';
import type { Logger } from '../runtime/log';
import type { RunningService } from '../runtime/running-service';
import { createShutdown, type Shutdown } from '../runtime/shutdown';
import { createStopNotice, type StopNotice } from '../runtime/stop-notice';
import type { SampleRequest } from '../rules/sample-request';
import { createAnalyzer } from '../sql/analyze';
import { createListener } from './api/listener';
import { createReadiness } from './api/readiness';
import { createClusterRegistry, type Pace } from './clusters/cluster-registry';
import { openDatabase } from './database/database';
import { createDecide } from './decide';
import { createDecisionLog } from './decision-log';
import { createHistory } from './history/history';
import { createPlaces } from './places/places';
import { createRouterMetrics } from './router-metrics';
import { createRuleCounters } from './rule-counters';
import { refuseFailingTests } from './rule-sets/failing-tests';
import { openRuleSet } from './rule-sets/open-rule-set';
import { createRuleSetRegistry } from './rule-sets/rule-set-registry';
import { sampleFacts } from './sample-facts';
import { openUserGroups } from './user-groups/user-groups';

// A request that takes longer to arrive is an attack or a broken network.
const LIMITS = { headersTimeout: 15_000, requestTimeout: 60_000 };

/** Starts the router-service; what a failed start had opened is closed again. */
export async function startRouterService(
  config: Config,
  log: Logger,
  pace?: Pace,
): Promise<RunningService> {
  const shutdown = createShutdown(log);
  try {
    const { url, notice } = await start(config, log, shutdown, pace);
    log.info({ url }, 'router-service started');
    return { url, announceStop: () => void notice(), close: () => shutdown.run() };
  } catch (err) {
    await shutdown.run();
    throw err;
  }
}

// What is opened later may use what was opened before, and is closed first.
async function start(
  config: Config,
  log: Logger,
  shutdown: Shutdown,
  pace?: Pace,
): Promise<Started> {
  const { defaultRoutingGroup } = config.routing;
  const db = await openDatabase({ ...config.database, log });
  shutdown.opened('database', () => db.close());

  const metrics = createRouterMetrics();
  metrics.base.withProcessMetrics();

  const clusters = await createClusterRegistry({
    ...{ db, log, defaultRoutingGroup, pace },
    reportDelayMs: config.history.flushInterval,
  });
  shutdown.opened('clusters', () => clusters.close());
  await clusters.declare(config.clusters);

  const places = await createPlaces({ db, log, maxWaiting: config.queue.maxWaiting });
  shutdown.opened('places', () => places.close());

  const history = createHistory({ db, log, config: config.history, metrics: metrics.base });
  shutdown.opened('history', () => history.close());

  const { decisionLog: logging } = config;
  const decisionLog = await createDecisionLog({ config: logging, log, metrics: metrics.base });
  shutdown.opened('decision log', () => decisionLog.close());

  const { analysisTimeout, maxAnalyzedSize, maxAnalyzedDepth } = config.routerService;
  const analyzer = createAnalyzer({
    timeoutMs: analysisTimeout,
    maxParsedLength: maxAnalyzedSize,
    maxDepth: maxAnalyzedDepth,
  });
  shutdown.opened('analyzer', () => analyzer.close());

  const factsOf = (request: SampleRequest) => sampleFacts(request, analyzer);
  const check = refuseFailingTests({ defaultRoutingGroup, factsOf });
  const rules = await createRuleSetRegistry({ db, log, check });
  shutdown.opened('rule sets', () => rules.close());
  const files = await openRuleSet(config.ruleSet, { rules, log, metrics: metrics.base });
  shutdown.opened('rule set files', () => files.close());
  metrics.watchRevision(() => rules.active().revision);

  const stopping = new AbortController();
  const readiness = createReadiness(db, files.warnings);
  const { routing } = config;
  const groups = await openUserGroups(config.userGroups, log, metrics.base);
  shutdown.opened('user groups', () => groups.close());
  const ruleCounters = createRuleCounters(metrics.base, () =>
    rules.active().compiled.rules.map(({ name }) => name),
  );
  const decide = createDecide({
    ...{ analyzer, rules, history, decisionLog, clusters, groups, routing, metrics, ruleCounters },
  });
  const listener = createListener({
    ...{ config, log, metrics, readiness, decide, analyzer, rules, clusters, history },
    ...{ ruleCounters, places },
    replay: { db, groups, clusters, routing },
    stopping: stopping.signal,
  });

  const server = createHttpServer(listener.handle, {
    closeDeadlineMs: config.shutdown.deadline,
    limits: LIMITS,
    lean: listener.lean,
  });
  shutdown.opened('HTTP server', () => server.close());
  const url = await server.listen(config.routerService.listen, {
    service: 'router-service',
    setting: 'routerService.listen',
  });
  // At the end of the delay, or those who are let go would come back at once.
  shutdown.opened('waiting callers', () => stopping.abort());
  const notice = createStopNotice(config.shutdown.readyzDelay, () => {
    readiness.stopping();
    server.letGo();
  });
  shutdown.opened('readiness', notice);
  await analyzer.ready;
  readiness.started();
  return { url, notice };
}

interface Started {
  url: string;
  notice: StopNotice;
}
