import { eventually } from '../support/eventually';
import { runFault, type Fault, type Load } from '../support/faults/fault';
import { createFaultReport } from '../support/faults/fault-report';
import { startFaultyLink, type Condition, type FaultyLink } from '../support/faults/faulty-link';
import { startSwitchyardSite, type SwitchyardSite } from '../support/faults/switchyard-site';
import { theLab } from '../support/lab/lab';
import { endProcess, signalProcess } from '../support/lab/processes';
import { seesHealthy } from '../support/lab/switchyard-process';
import { startTrinoCoordinator } from '../support/lab/trino-coordinator';
import { onServer } from '../support/postgresql-server';
import { call } from '../support/statement-client';

const report = createFaultReport('faults-on-trino');
let site: SwitchyardSite;
let links: Record<'blue' | 'green', FaultyLink>;
let load: Load;

beforeAll(async () => {
  const { folder, blue, green } = theLab();
  links = { blue: await startFaultyLink(blue.port), green: await startFaultyLink(green.port) };
  const clusters = (['blue', 'green'] as const).map((name) => ({
    name,
    url: `http://127.0.0.1:${links[name].port}`,
    routingGroups: ['adhoc'],
  }));
  site = await startSwitchyardSite(folder, clusters, {
    // Coordinators that share a small machine take their time.
    frontProxy: { submitTimeout: '15s' },
  });
  load = {
    ...{ url: site.url, clients: 12, served: 12, clusters: ['blue', 'green'], rows: 1500 },
    statement: 'SELECT c_custkey, c_name, c_comment FROM tpch.tiny.customer',
    // Several pages rather than one.
    pageQuery: '?targetResultSize=40kB',
    disconnect: site.balancer.disconnect,
  };
}, 300_000);

// The other test files need both coordinators, in whichever order they run.
afterAll(async () => {
  report.print();
  await site.close();
  await Promise.all([links.blue.close(), links.green.close()]);
  await eventually(async () => {
    expect(await seesHealthy(theLab().routerUrl, [{ name: 'blue' }, { name: 'green' }])).toBe(true);
  }, 60_000);
});

const ALL = 'every query ends well, with the same rows';

async function run(fault: Fault): Promise<void> {
  const outcomes = await runFault(fault, load, report);
  const whole = outcomes.filter(({ failure }) => failure === undefined);
  expect(new Set(whole.map(({ checksum }) => checksum)).size).toBe(1);
}

/** 1 when the service does not answer. */
async function isAway(name: 'proxy-1' | 'proxy-2' | 'router-1' | 'router-2'): Promise<number> {
  const signal = AbortSignal.timeout(500);
  return fetch(`${site.urlOf(name)}/livez`, { signal }).then(
    () => 0,
    () => 1,
  );
}

test('a proxy and a router are killed', async () => {
  const names = ['proxy-1', 'router-1'] as const;
  await run({
    name: 'kill of proxy-1 and router-1',
    done: 'SIGKILL, later started again',
    holds: ALL,
    begin: () => Promise.all(names.map(site.kill)),
    struck: () => Promise.all(names.map(isAway)),
    end: () => Promise.all(names.map(site.start)),
  });
});

test('a proxy and a router stand still', async () => {
  const names = ['proxy-2', 'router-1'] as const;
  await run({
    name: 'pause of proxy-2 and router-1',
    done: 'SIGSTOP, later SIGCONT',
    holds: ALL,
    begin: () => names.forEach(site.pause),
    struck: () => Promise.all(names.map(isAway)),
    end: () => names.forEach(site.resume),
  });
});

/** A changing call: 201, or 503 while the database takes none. */
async function change(): Promise<number> {
  const cluster = {
    name: `unused-${Date.now()}`,
    url: 'http://127.0.0.1:9',
    routingGroups: ['no'],
  };
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify(cluster);
  return (await call(`${site.urlOf('router-1')}/v1/clusters`, { method: 'POST', body, headers }))
    .status;
}

const afterwards = () => eventually(async () => expect(await change()).toBe(201), 60_000);

test('PostgreSQL restarts', async () => {
  await run({
    name: 'restart of PostgreSQL',
    done: 'fast shutdown, later started again',
    holds: `${ALL}; changes are refused with 503`,
    begin: () => site.database.stop(),
    struck: async () => [Number((await change()) === 503)],
    end: () => site.database.start(),
    afterwards,
  });
});

test('PostgreSQL is read-only', async () => {
  const sql = (text: string) => onServer(site.database.url, text);
  await run({
    name: 'read-only PostgreSQL',
    done: 'it takes no writes, as a standby does',
    holds: `${ALL}; changes are refused with 503`,
    async begin() {
      await sql('alter system set default_transaction_read_only = on');
      await sql('select pg_reload_conf()');
    },
    struck: async () => [Number((await change()) === 503)],
    async end() {
      await sql('alter system reset default_transaction_read_only');
      await sql('select pg_reload_conf()');
    },
    afterwards,
  });
});

const NETWORK: [name: string, done: string, cluster: 'blue' | 'green', Condition][] = [
  ['reset', 'every connection to blue is reset', 'blue', { kind: 'resetting' }],
  [
    'half-open',
    'connections to green are taken, what is sent is lost, nobody is told',
    'green',
    { kind: 'swallowing' },
  ],
];

test.each(NETWORK)('the network to a coordinator: %s', async (name, done, cluster, condition) => {
  const before = links[cluster].strikes();
  await run({
    ...{ name, done, holds: ALL },
    begin: () => links[cluster].become(condition),
    struck: () => [links[cluster].strikes() - before],
    end: () => links[cluster].become({ kind: 'sound' }),
  });
});

test('a coordinator stands still', async () => {
  const { folder, blue } = theLab();
  await run({
    name: 'pause of a coordinator',
    done: 'SIGSTOP of blue, later SIGCONT',
    holds: ALL,
    begin: () => signalProcess(folder, 'blue', 'SIGSTOP'),
    async struck() {
      const signal = AbortSignal.timeout(500);
      const answer = await fetch(`${blue.url}/v1/info`, { signal }).catch(() => undefined);
      return [Number(answer === undefined)];
    },
    end: () => signalProcess(folder, 'blue', 'SIGCONT'),
  });
});

test('a coordinator is killed', async () => {
  const { folder, green, tools } = theLab();
  let isGone = 0;
  await run({
    name: 'kill of a coordinator',
    done: 'SIGKILL of green, later started again',
    holds: 'every query of blue ends well; no statement is refused',
    mayLose: 'green',
    async begin() {
      await endProcess(folder, 'green', 'SIGKILL');
      isGone = await fetch(`${green.url}/v1/info`).then(
        () => 0,
        () => 1,
      );
    },
    struck: () => [isGone],
    end: () => startTrinoCoordinator(folder, 'green', green.port, tools),
  });
});
