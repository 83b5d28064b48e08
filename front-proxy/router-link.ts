import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosError } from 'axios';
import {
  clusterListSchema,
  reportAnswerSchema,
  type ProxyReport,
  type ReportAnswer,
} from '../protocol/decision';
import { machineNow } from '../runtime/machine-clock';
import type { Logger } from '../runtime/log';
import type { Affinity } from './affinity';
import type { ClusterHealth } from '../protocol/cluster';
import type { ClusterDirectory, KnownCluster } from './clusters/cluster-directory';
import { FORWARDING_ADVICE } from './clusters/forwarding-advice';
import type { OpenQueries } from './open-queries';
import type { OpenTransactions } from './open-transactions';
import { createWaitingReports } from './waiting-reports';

interface RouterLinkOptions {
  urls: readonly string[];
  token?: string;
  directory: ClusterDirectory;
  affinity: Affinity;
  openQueries: OpenQueries;
  transactions: OpenTransactions;
  /** Names this proxy among all. */
  proxyId: string;
  log: Logger;
  /** Between two reports, unless the first did not hold all that waited. */
  reportIntervalMs?: number;
  onDropped: (reports: number) => void;
  /** Whatever still runs on the cluster is to be canceled; told again until nothing runs there. */
  onCancel: (cluster: string) => void;
  /** It told something. */
  onNews?: () => void;
}

/** What a router counted of all proxies, at a time by machineNow(). */
export type Elsewhere = Pick<ReportAnswer, 'openQueries' | 'proxies'> & { at: number };

const LONG_POLL_S = 20;
const RETRY_MS = 1000;
const REPORT_INTERVAL_MS = 1000;
const HURRY_MS = 20;
/** Health is told again this often although nothing changed, so that the router knows it is current. */
const HEALTH_REPEAT_MS = 20_000;
/** Without news a report goes out this often, so that what its answer tells is never much older. */
const REPORT_REPEAT_MS = 5_000;
/** An answer older than this tells nothing any more. */
const ANSWER_MAX_AGE_MS = 30_000;
/** Queries that are gone may wait while no router answers; more are not told. */
const MAX_GONE_WAITING = 10_000;
/** The most that one report may hold (proxyReportSchema). */
const MAX_A_REPORT = 1000;
/** What still waits when the proxy stops holds it up for so long, where the router is slow. */
const LAST_REPORTS_MS = 10_000;

/**
 * Keeps the proxy and the routers in step: follows the cluster list by long poll, and reports
 * health, coordinator starts and queries each second, one report after the other where more waits than one
 * holds. The proxy serves on from what it last heard.
 */
export function createRouterLink(options: RouterLinkOptions) {
  const { urls, token, directory, affinity, openQueries, transactions, proxyId, log } = options;
  const { reportIntervalMs = REPORT_INTERVAL_MS } = options;
  const closed = new AbortController();
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  let current = 0;
  let etag: string | undefined;
  let isAway = false;
  let hasHeard = false;
  let healthDue = 0;
  let coordinators: ProxyReport['coordinators'] = [];
  const queries = createWaitingReports(options.onDropped);
  let gone: string[] = [];
  let reportDue = 0;
  let hurry = new AbortController();
  let answer: (ReportAnswer & { at: number }) | undefined;

  const url = () => urls[current % urls.length];

  function noteFailure(err: unknown): void {
    current += 1;
    etag = undefined;
    if (!isAway && !closed.signal.aborted) {
      log.warn(
        { reason: messageOf(err) },
        'cannot follow the router; the last known clusters serve',
      );
    }
    isAway = true;
  }

  function noteSuccess(): void {
    if (isAway) log.info({ url: url() }, 'follows the router again');
    isAway = false;
  }

  async function followOnce(): Promise<void> {
    const response = await axios.get<unknown>(`${url()}/v1/clusters`, {
      params: etag === undefined ? {} : { wait: `${LONG_POLL_S}s` },
      headers: { ...authorization, ...(etag === undefined ? {} : { 'if-none-match': etag }) },
      signal: AbortSignal.any([closed.signal, AbortSignal.timeout((LONG_POLL_S + 5) * 1000)]),
      validateStatus: (status) => status === 200 || status === 304,
      maxRedirects: 0,
      proxy: false,
    });
    noteSuccess();
    if (response.status === 304) return;
    const list = clusterListSchema.parse(response.data);
    etag = String(response.headers.etag);
    affinity.learnCoordinators(list.coordinators);
    directory.replace(list.clusters);
    hasHeard = true;
    options.onNews?.();
    healthDue = 0;
  }

  async function follow(): Promise<void> {
    while (!closed.signal.aborted) {
      try {
        await followOnce();
      } catch (err) {
        noteFailure(err);
        await sleep(RETRY_MS, undefined, { signal: closed.signal }).catch(() => undefined);
      }
    }
  }

  function nextReport(): ProxyReport | undefined {
    const tellHealth = performance.now() >= healthDue;
    const report = {
      coordinators: coordinators.splice(0, MAX_A_REPORT),
      queries: queries.take(MAX_A_REPORT),
      gone: gone.splice(0, MAX_A_REPORT),
      seen: openQueries.takeHeartbeats(MAX_A_REPORT),
      transactions: transactions.take(MAX_A_REPORT),
    };
    const isDue = tellHealth || performance.now() >= reportDue;
    if (!isDue && Object.values(report).every((each) => each.length === 0)) return undefined;
    const health = directory
      .all()
      .map((known) => ({ cluster: known.cluster.name, health: healthOf(known) }));
    return { proxyId, clusterHealth: tellHealth ? health : [], ...report };
  }

  /** Whether more may wait that a router would take now. */
  async function reportOnce(): Promise<boolean> {
    const report = nextReport();
    if (report === undefined) return openQueries.heartbeatsAreBehind();
    const to = url();
    const due = healthDue;
    if (report.clusterHealth.length > 0) healthDue = performance.now() + HEALTH_REPEAT_MS;
    try {
      const { data } = await axios.post<unknown>(`${to}/v1/reports`, report, {
        headers: authorization,
        timeout: 5000,
        signal: AbortSignal.timeout(5000),
        maxRedirects: 0,
        proxy: false,
      });
      reportDue = performance.now() + REPORT_REPEAT_MS;
      noteAnswer(data);
      return isFull(report) || openQueries.heartbeatsAreBehind();
    } catch (err) {
      if (isRefusal(err)) {
        // It would be refused each time, and with it all that comes later.
        options.onDropped(report.queries.length);
        log.error({ refusal: err.response?.data }, 'a router refused a report, which is dropped');
        return false;
      }
      log.debug({ reason: messageOf(err) }, 'router took no report');
      // It may hang, and the long poll would notice much later.
      if (to === url()) current += 1;
      healthDue = due;
      giveBack(report);
      return false;
    }
  }

  function giveBack(report: ProxyReport): void {
    queries.giveBack(report.queries);
    coordinators = [...report.coordinators, ...coordinators];
    gone = [...report.gone, ...gone];
    openQueries.giveBack(report.seen);
    transactions.giveBack(report.transactions);
  }

  function noteAnswer(data: unknown): void {
    const { success, data: told } = reportAnswerSchema.safeParse(data);
    // A router of another version may answer nothing.
    answer = success ? { ...told, at: machineNow() } : undefined;
    options.onNews?.();
    for (const cluster of answer?.cancel ?? []) options.onCancel(cluster);
  }

  async function report(): Promise<void> {
    while (!closed.signal.aborted) {
      hurry = new AbortController();
      if (await reportOnce()) await nextTurn();
      else await pause();
    }
    const end = performance.now() + LAST_REPORTS_MS;
    while ((await reportOnce()) && performance.now() < end) await nextTurn();
  }

  /** Ends after the interval, or soon when somebody waits for what is told. */
  async function pause(): Promise<void> {
    const signal = AbortSignal.any([closed.signal, hurry.signal]);
    await sleep(reportIntervalMs, undefined, { signal }).catch(() => undefined);
    // What happens in the same moment goes with it.
    if (!closed.signal.aborted) await sleep(HURRY_MS);
  }

  const onHealth = () => {
    healthDue = 0;
  };
  directory.on('health', onHealth).on('load', onHealth).on('forwarding', onHealth);
  const loops = [follow(), report()];

  return {
    /** Whether a router has told the clusters since the start. */
    hasHeard: () => hasHeard,
    reportQuery: queries.add,
    /** Tells what waits at once: a statement may wait for what it says. */
    hurry: () => hurry.abort(),
    reportGone(queryId: string): void {
      if (gone.length < MAX_GONE_WAITING) gone.push(queryId);
    },
    /** What the router last told of all proxies; undefined while it is away. */
    elsewhere: (): Elsewhere | undefined => stillTelling(answer),
    /** How many proxies there are, as last told. */
    proxies: () => answer?.proxies ?? 1,
    reportCoordinator(coordinatorId: string, cluster: string): void {
      coordinators.push({ coordinatorId, cluster });
    },
    /** Tells what still waits, and stops. */
    async close(): Promise<void> {
      directory.off('health', onHealth).off('load', onHealth).off('forwarding', onHealth);
      closed.abort();
      await Promise.all(loops);
    },
  };
}

export type RouterLink = ReturnType<typeof createRouterLink>;

/** Nothing where it was told too long ago. */
export function stillTelling(told: Elsewhere | undefined): Elsewhere | undefined {
  return told !== undefined && told.at >= machineNow() - ANSWER_MAX_AGE_MS ? told : undefined;
}

/** More of what fills one of its lists may wait. */
function isFull({ coordinators, queries, gone, seen, transactions }: ProxyReport): boolean {
  const lists = [coordinators, queries, gone, seen, transactions];
  return lists.some(({ length }) => length >= MAX_A_REPORT);
}

/** The health of a cluster, with what its operator should know of its settings. */
function healthOf({ health, forwarding }: KnownCluster): ClusterHealth {
  const advice = FORWARDING_ADVICE[forwarding];
  return advice === undefined ? health : { ...health, reason: `${health.reason}; ${advice}` };
}

/** What was sent is at fault, not the router or who asks. */
function isRefusal(err: unknown): err is AxiosError {
  return axios.isAxiosError(err) && (err.response?.status === 400 || err.response?.status === 413);
}

function messageOf(err: unknown): string {
  if (axios.isAxiosError(err)) return err.code ?? err.message;
  return err instanceof Error ? err.message : String(err);
}
