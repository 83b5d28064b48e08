import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { runFault, type Fault } from '../support/faults/fault';
import { createFaultReport } from '../support/faults/fault-report';
import { createWorld } from '../support/faults/process-world';
import { metricOf } from '../support/faults/service-metrics';
import { siteOfTwoClusters } from '../support/faults/two-clusters';
import { freePorts } from '../support/free-ports';
import { endProcess, waitUntilReady } from '../support/lab/processes';
import { seesHealthy, startService } from '../support/lab/switchyard-process';
import { onServer } from '../support/postgresql-server';
import { createCleanup } from '../support/running-proxy';
import { call, type Answer } from '../support/statement-client';

const cleanup = createCleanup();
const report = createFaultReport('faults-of-the-database');
let at: Awaited<ReturnType<typeof siteOfTwoClusters>>;

beforeAll(async () => {
  at = await siteOfTwoClusters(cleanup, { history: { bufferSize: 400 } });
}, 120_000);

afterAll(async () => {
  report.print();
  await cleanup.run();
});

const HOLDS =
  'every query ends well, clusters stay healthy; changes are refused with 503 and work again afterwards; each decision is in the history or counted as dropped';

let changes = 0;

/** Adds a cluster of a group that nobody uses. */
function change(routerUrl: string): Promise<Answer> {
  changes += 1;
  const cluster = {
    name: `unused-${changes}`,
    url: 'http://127.0.0.1:9',
    routingGroups: ['unused'],
  };
  return call(`${routerUrl}/v1/clusters`, {
    method: 'POST',
    body: JSON.stringify(cluster),
    headers: { 'Content-Type': 'application/json' },
  });
}

const routers = () => (['router-1', 'router-2'] as const).map((name) => at.site.urlOf(name));
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const ofRouters = async (name: string, labels?: RegExp) =>
  sum(await Promise.all(routers().map((url) => metricOf(url, name, labels))));

async function expectChangesRefused(routerUrl: string): Promise<void> {
  const { status, json } = await change(routerUrl);
  expect([status, json]).toEqual([
    503,
    expect.objectContaining({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/^The database .+ does not answer \(.+\); .+/) as string,
    }),
  ]);
}

/** Every decision is written or counted as dropped; how many were dropped. */
async function expectHistoryWhole(): Promise<number> {
  let dropped = 0;
  await eventually(async () => {
    const decided = await ofRouters('decisions_total');
    dropped = await ofRouters('history_dropped_total', /kind="decision"/);
    const [row] = await onServer(
      at.site.database.url,
      'select count(*)::integer as n from decision',
    );
    expect((row as { n: number }).n + dropped).toBe(decided);
  }, 60_000);
  return dropped;
}

function databaseFault(
  texts: Pick<Fault, 'name' | 'done'>,
  acts: Pick<Fault, 'begin' | 'end' | 'meanwhile'>,
): Fault {
  let refused = 0;
  let droppedBefore = 0;
  return {
    ...texts,
    holds: HOLDS,
    async begin() {
      droppedBefore = await ofRouters('history_dropped_total', /kind="decision"/);
      await acts.begin();
    },
    async meanwhile() {
      for (const url of routers()) {
        await expectChangesRefused(url);
        refused += 1;
        const ready = await call(`${url}/readyz`);
        expect(ready).toMatchObject({ status: 200, json: { ready: true } });
        expect(await seesHealthy(url, at.clusters)).toBe(true);
      }
      await acts.meanwhile?.();
    },
    struck: () => [refused],
    end: acts.end,
    async afterwards() {
      for (const url of routers())
        await eventually(async () => expect((await change(url)).status).toBe(201), 60_000);
      // The one hears of what was changed at the other.
      await eventually(async () => {
        for (const url of routers())
          expect((await call(`${url}/v1/clusters/unused-${changes}`)).status).toBe(200);
      }, 30_000);
      const dropped = (await expectHistoryWhole()) - droppedBefore;
      return dropped === 0 ? undefined : `${dropped} decisions of the history, counted`;
    },
  };
}

const sql = (text: string) => onServer(at.site.database.url, text);

test('restart of PostgreSQL', async () => {
  const { database } = at.site;
  const texts = { name: 'restart of PostgreSQL', done: 'fast shutdown, later started again' };
  const acts = { begin: () => database.stop(), end: () => database.start() };
  await runFault(databaseFault(texts, acts), at.load, report);
}, 120_000);

test('kill of PostgreSQL', async () => {
  const { database } = at.site;
  const texts = { name: 'kill of PostgreSQL', done: 'SIGKILL, later started again' };
  const acts = { begin: () => database.kill(), end: () => database.start() };
  await runFault(databaseFault(texts, acts), at.load, report);
}, 120_000);

test('failover to a read-only PostgreSQL', async () => {
  const texts = { name: 'read-only PostgreSQL', done: 'it takes no writes, as a standby does' };
  const acts = {
    async begin() {
      await sql('alter system set default_transaction_read_only = on');
      await sql('select pg_reload_conf()');
      await eventually(async () => {
        const [row] = await sql('show default_transaction_read_only');
        expect(row).toEqual({ default_transaction_read_only: 'on' });
      });
    },
    async end() {
      await sql('alter system reset default_transaction_read_only');
      await sql('select pg_reload_conf()');
    },
  };
  await runFault(databaseFault(texts, acts), at.load, report);
}, 120_000);

test('PostgreSQL is half-open', async () => {
  const { databaseLink } = at.site;
  const texts = {
    name: 'half-open PostgreSQL',
    done: 'its connections are taken, what is sent is lost, nobody is told',
  };
  const acts = {
    begin: () => databaseLink.become({ kind: 'swallowing' }),
    end: () => databaseLink.become({ kind: 'sound' }),
  };
  await runFault(databaseFault(texts, acts), at.load, report);
}, 180_000);

test('PostgreSQL is away for longer than the history can wait', async () => {
  const { database } = at.site;
  const [router = ''] = routers();
  const texts = {
    name: 'PostgreSQL away for long',
    done: 'stopped until more decisions wait than history.bufferSize',
  };
  let dropped = 0;
  const acts = {
    begin: () => database.stop(),
    end: () => database.start(),
    async meanwhile() {
      for (let n = 0; n < 500; n += 1) {
        const body = JSON.stringify({ statement: 'select 1', user: 'ada' });
        const headers = { 'Content-Type': 'application/json' };
        const answer = await call(`${router}/v1/route`, { method: 'POST', body, headers });
        expect(answer.status).toBe(200);
      }
      dropped = await ofRouters('history_dropped_total', /kind="decision"/);
    },
  };
  const fault = databaseFault(texts, acts);
  const struck = async () => [...(await fault.struck()), dropped];
  await runFault({ ...fault, struck }, at.load, report);
}, 180_000);

describe('the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-full-disk-'));
  const world = createWorld(folder, 'switchyard');
  const directory = join(folder, 'database');
  let urls = { proxy: '', router: '' };

  async function start(): Promise<void> {
    const [proxyPort, routerPort] = await freePorts(2);
    urls = { proxy: `http://127.0.0.1:${proxyPort}`, router: `http://127.0.0.1:${routerPort}` };
    const clusters = [at.blue, at.green].map(({ cluster, url }) => ({
      name: cluster,
      url,
      routingGroups: ['adhoc'],
    }));
    const config = {
      frontProxy: { listen: `127.0.0.1:${proxyPort}`, routerUrls: [urls.router] },
      routerService: { listen: `127.0.0.1:${routerPort}` },
      database: { directory },
      clusters,
    };
    startService(folder, 'switchyard', 'start', config, world.env);
    await waitUntilReady(folder, 'switchyard', () => seesHealthy(urls.router, clusters));
    // Workers begin to listen when the clusters were looked at.
    await waitUntilReady(
      folder,
      'switchyard',
      async () => (await fetch(`${urls.proxy}/readyz`)).ok,
    );
  }

  beforeAll(start, 120_000);
  afterAll(async () => {
    await endProcess(folder, 'switchyard', 'SIGTERM');
    rmSync(folder, { recursive: true });
  });

  test('its disk is full', async () => {
    const before = { refusals: world.refusals(), change: await change(urls.router) };
    expect(before.change.status).toBe(201);
    await runFault(
      {
        name: 'full disk of the embedded database',
        done: 'every write into its folder fails with ENOSPC, then there is room again',
        holds:
          'every query ends well; changes are refused with 503 and work again afterwards; what was stored is kept',
        begin: () => world.set({ fullDisk: directory }),
        meanwhile: () => eventually(() => expectChangesRefused(urls.router)),
        struck: () => [world.refusals() - before.refusals],
        end: () => world.set({}),
        async afterwards() {
          await eventually(
            async () => expect((await change(urls.router)).status).toBe(201),
            60_000,
          );
          const kept = String(before.change.json.name);
          expect((await call(`${urls.router}/v1/clusters/${kept}`)).status).toBe(200);
        },
      },
      { ...at.load, url: urls.proxy },
      report,
    );
  }, 180_000);
});
