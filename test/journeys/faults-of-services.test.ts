import { setTimeout as sleep } from 'node:timers/promises';
import { runFault, type Fault } from '../support/faults/fault';
import { createFaultReport } from '../support/faults/fault-report';
import { metricOf } from '../support/faults/service-metrics';
import { SERVICES, type Service } from '../support/faults/switchyard-site';
import { siteOfTwoClusters } from '../support/faults/two-clusters';
import { seesHealthy } from '../support/lab/switchyard-process';
import { onServer } from '../support/postgresql-server';
import { createCleanup, runningProxy } from '../support/running-proxy';

const cleanup = createCleanup();
const report = createFaultReport('faults-of-services');
let at: Awaited<ReturnType<typeof siteOfTwoClusters>>;

beforeAll(async () => {
  at = await siteOfTwoClusters(cleanup);
}, 120_000);

afterAll(async () => {
  report.print();
  await cleanup.run();
});

const PROXIES = ['proxy-1', 'proxy-2'] as const;
const ALL = 'every query ends well';

/** 1 when nobody listens there. */
async function isRefused(name: Service): Promise<number> {
  return fetch(`${at.site.urlOf(name)}/livez`).then(
    () => 0,
    () => 1,
  );
}

/** Statements that were routed while no router answered. */
async function fallbacks(): Promise<number> {
  const counts = PROXIES.map((name) =>
    metricOf(at.site.urlOf(name), 'proxy_router_fallbacks_total'),
  );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

test.each(SERVICES)(
  'kill of %s',
  async (name) => {
    await runFault(
      {
        name: `kill of ${name}`,
        done: 'SIGKILL, later started again',
        holds: ALL,
        begin: () => at.site.kill(name),
        struck: async () => [await isRefused(name)],
        end: () => at.site.start(name),
      },
      at.load,
      report,
    );
  },
  120_000,
);

test.each(SERVICES)(
  'stop of %s',
  async (name) => {
    const heard: number[] = [];
    let isOver = false;
    async function listen(): Promise<void> {
      while (!isOver) {
        const answer = await fetch(`${at.site.urlOf(name)}/readyz`).catch(() => undefined);
        heard.push(answer?.status ?? 0);
        await sleep(50);
      }
    }
    let listening: Promise<void> | undefined;
    const outcomes = await runFault(
      {
        name: `stop of ${name}`,
        done: 'SIGTERM, later started again',
        holds: `${ALL}, no statement is sent twice; /readyz tells it before connections are refused`,
        async begin() {
          listening = listen();
          await sleep(100);
          await at.site.stop(name);
        },
        struck: async () => [
          await isRefused(name),
          heard.filter((status) => status === 503).length,
        ],
        async end() {
          isOver = true;
          await listening;
          await at.site.start(name);
        },
      },
      at.load,
      report,
    );
    expect(heard[0]).toBe(200);
    expect([...new Set(heard)]).toEqual([200, 503, 0]);
    expect(outcomes.filter(({ repeated }) => repeated.statements > 0)).toEqual([]);
  },
  120_000,
);

test.each(['proxy-1', 'router-1'] as const)(
  'pause of %s',
  async (name) => {
    const before = { fallbacks: await fallbacks(), notReady: notReady(name) };
    await runFault(
      {
        name: `pause of ${name}`,
        done: 'SIGSTOP, later SIGCONT',
        holds: name === 'proxy-1' ? ALL : `${ALL}; the other router decides all statements`,
        begin: () => at.site.pause(name),
        struck: async () => [await isSilent(name), notReady(name) - before.notReady],
        end: () => at.site.resume(name),
        async afterwards() {
          if (name !== 'proxy-1') expect(await fallbacks()).toBe(before.fallbacks);
        },
      },
      at.load,
      report,
    );
  },
  120_000,
);

/** How often the load balancer found a proxy not ready; 1 for routers, which it does not ask. */
function notReady(name: Service): number {
  return at.site.balancer.notReady.get(at.site.urlOf(name)) ?? performance.now();
}

/** 1 when it takes a connection and says nothing. */
async function isSilent(name: Service): Promise<number> {
  const signal = AbortSignal.timeout(300);
  return fetch(`${at.site.urlOf(name)}/livez`, { signal }).then(
    () => 0,
    (error: Error) => Number(error.name === 'TimeoutError'),
  );
}

test('a router that is half-open', async () => {
  const [link] = at.site.routerLinks;
  const before = { strikes: link!.strikes(), fallbacks: await fallbacks() };
  await runFault(
    {
      name: 'half-open router',
      done: 'its connections are taken, what is sent is lost, nobody is told',
      holds: `${ALL}; the other router decides all statements`,
      begin: () => link!.become({ kind: 'swallowing' }),
      struck: () => [link!.strikes() - before.strikes],
      end: () => link!.become({ kind: 'sound' }),
      async afterwards() {
        expect(await fallbacks()).toBe(before.fallbacks);
      },
    },
    at.load,
    report,
  );
}, 120_000);

test.each([
  { proxy: 'proxy-1', order: ['proxy-1', 'router-1', 'router-2'] },
  { proxy: 'proxy-2', order: ['router-2', 'router-1', 'proxy-2'] },
] as const)(
  'restart of $order',
  async ({ order }) => {
    let refused: number[] = [];
    await runFault(
      {
        name: `restart of ${order.join(', ')}`,
        done: 'all of them killed, then started one after the other in this order',
        holds: ALL,
        async begin() {
          await Promise.all(order.map((name) => at.site.kill(name)));
          refused = await Promise.all(order.map(isRefused));
        },
        struck: () => refused,
        async end() {
          for (const name of order) await at.site.start(name);
        },
      },
      at.load,
      report,
    );
  },
  120_000,
);

const HOUR_MS = 3_600_000;

test.each([
  { way: 'forward', offset: HOUR_MS, nodes: ['proxy-1', 'router-1'] },
  { way: 'back', offset: -HOUR_MS, nodes: ['proxy-2', 'router-2'] },
] as const)(
  'the clock jumps an hour $way',
  async ({ way, offset, nodes }) => {
    const jump = (clockOffsetMs: number) => {
      for (const name of nodes) at.site.worlds[name].set({ clockOffsetMs });
    };
    const off = `between now() + interval '${offset / 60_000 - 10} minutes' and now() + interval '${offset / 60_000 + 10} minutes'`;
    const counted = async () => {
      const rows = await onServer(
        at.site.database.url,
        `select (select count(*) from query where submitted_at ${off})::integer as queries`,
      );
      return (rows as { queries: number }[])[0]!.queries;
    };
    expect(await counted()).toBe(0);
    await runFault(
      {
        name: `clock ${way}`,
        done: `the wall clock of ${nodes.join(' and ')} jumps an hour ${way}, and returns`,
        holds: `${ALL}; clusters stay healthy, the history has all queries`,
        begin: () => jump(offset),
        async meanwhile() {
          for (const router of ['router-1', 'router-2'] as const)
            expect(await seesHealthy(at.site.urlOf(router), at.clusters)).toBe(true);
        },
        struck: async () => [await counted()],
        end: () => jump(0),
      },
      at.load,
      report,
    );
  },
  120_000,
);

const OWN_DECISION = {
  header: `${ALL}: the client’s X-Trino-Routing-Group decides, else the default group`,
  'default-group': `${ALL}: the default group serves`,
  'last-decision': `${ALL}: each statement goes where the same one went before`,
  reject: 'queries that run end well; statements are refused with the remedy',
};

test.each(Object.entries(OWN_DECISION))(
  'no router answers, fallback %s',
  async (mode, holds) => {
    const { site, load } = at;
    const clusters = [
      { name: 'blue', url: at.blue.url },
      { name: 'green', url: at.green.url },
    ];
    const frontProxy = { fallback: mode, routerUrls: site.routerUrls, routerTimeout: '300ms' };
    const proxy = await runningProxy(cleanup, clusters, { frontProxy });
    const become = (kind: 'resetting' | 'sound') => {
      for (const link of site.routerLinks) link.become({ kind });
    };
    const reason = new RegExp(`kind="${mode === 'header' ? 'default-group' : mode}"`);
    const fault: Fault = {
      name: `routers away, ${mode}`,
      done: 'connections to both routers are reset',
      holds,
      begin: () => become('resetting'),
      struck: async () => [await metricOf(proxy.url, 'proxy_router_fallbacks_total', reason)],
      end: () => become('sound'),
      ...(mode === 'reject' && { mayRefuse: /^No router-service answers.*try again/, served: 0 }),
    };
    await runFault(fault, { ...load, url: proxy.url, clients: 8 }, report);
  },
  120_000,
);
