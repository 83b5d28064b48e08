import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queriesOf } from '../support/lab/coordinator-records';
import { theLab } from '../support/lab/lab';
import { freePorts } from '../support/free-ports';
import { endProcess, waitUntilReady } from '../support/lab/processes';
import { startService } from '../support/lab/switchyard-process';
import { startTrinoGateway } from '../support/lab/trino-gateway';
import {
  createDatabase,
  findServerBinaries,
  type PostgresqlServer,
  startPostgresqlServer,
} from '../support/postgresql-server';
import { type Answer, call, rowsOf, run, submit } from '../support/statement-client';

const ROUTER = 'router-behind-gateway';
const equal = (fact: string, value: string) => ({ all: [{ fact, operator: 'equal', value }] });
const toEtl = { type: 'route', params: { routingGroup: 'etl' } };

const ruleSet = {
  defaultRoutingGroup: 'adhoc',
  rules: [
    {
      name: 'guests-are-marked',
      priority: 20,
      conditions: equal('source', 'guest'),
      event: {
        type: 'adjust',
        params: { clientTags: ['guest'], sessionProperties: { query_max_run_time: '17m' } },
      },
    },
    {
      name: 'closed',
      priority: 10,
      conditions: equal('source', 'unwelcome'),
      event: { type: 'reject', params: { message: 'Come back at 8' } },
    },
    { name: 'pipelines', conditions: equal('source', 'airflow'), event: toEtl },
    { name: 'one-user', conditions: equal('user', 'gw-etl-user'), event: toEtl },
    {
      name: 'large-tables',
      conditions: { all: [{ fact: 'tables', operator: 'anyMatch', value: 'tpch.sf1.*' }] },
      event: toEtl,
    },
    { name: 'sessions', conditions: equal('queryType', 'ShowSession'), event: toEtl },
  ],
};

let database: PostgresqlServer;
let databaseUrl: string;
let routerUrl: string;

beforeAll(async () => {
  const binaries = findServerBinaries();
  if (binaries === undefined) throw new Error('Trino Gateway needs PostgreSQL; install its server');
  database = await startPostgresqlServer(binaries);
  databaseUrl = await createDatabase(database.url);
  routerUrl = await startRouter();
});

afterAll(() => database.remove());

async function startRouter(): Promise<string> {
  const { folder } = theLab();
  const [port = 0] = await freePorts(1);
  const rules = join(folder, `${ROUTER}-rules.json`);
  writeFileSync(rules, JSON.stringify(ruleSet));
  startService(folder, ROUTER, 'router-service', {
    routerService: { listen: `127.0.0.1:${port}` },
    database: { directory: join(folder, `${ROUTER}-database`) },
    ruleSet: rules,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(folder, ROUTER, async () => (await fetch(`${url}/readyz`)).ok);
  return url;
}

/** Trino Gateway with blue for adhoc and green for etl, which asks our router. */
function startGateway(name: string, propagateErrors: boolean): Promise<string> {
  const { folder, blue, green } = theLab();
  const rulesExternalConfiguration = {
    urlPath: `${routerUrl}/v1/route`,
    excludeHeaders: ['Authorization', 'authorization'],
    propagateErrors,
  };
  const routingRules = {
    rulesEngineEnabled: true,
    rulesType: 'EXTERNAL',
    rulesExternalConfiguration,
  };
  return startTrinoGateway(folder, name, databaseUrl, { routingRules }, [
    { name: 'blue', url: blue.url, routingGroup: 'adhoc' },
    { name: 'green', url: green.url, routingGroup: 'etl' },
  ]);
}

/** The name of the cluster that ran the only statement of this user. */
async function ranOn(user: string): Promise<string[]> {
  const { blue, green } = theLab();
  const onBlue = (await queriesOf(blue.url, user)).map(() => 'blue');
  const onGreen = (await queriesOf(green.url, user)).map(() => 'green');
  return [...onBlue, ...onGreen];
}

const stateOf = (answers: Answer[]) => {
  const last = answers.at(-1)?.json as { stats?: { state?: string } } | undefined;
  return last?.stats?.state;
};

describe('with propagateErrors', () => {
  let gateway: string;
  beforeAll(async () => {
    gateway = await startGateway('gateway-strict', true);
  });
  afterAll(() => endProcess(theLab().folder, 'gateway-strict', 'SIGTERM'));

  test.each([
    ['no rule matches', 'gw-plain', {}, 'SELECT 1', 'blue'],
    ['of the source', 'gw-source', { 'X-Trino-Source': 'airflow' }, 'SELECT 1', 'green'],
    ['of the user', 'gw-etl-user', {}, 'SELECT 1', 'green'],
    ['of a table', 'gw-table', {}, 'SELECT count(*) FROM tpch.sf1.nation', 'green'],
    [
      'of a table by the session',
      'gw-session',
      { 'X-Trino-Catalog': 'tpch', 'X-Trino-Schema': 'sf1' },
      'SELECT count(*) FROM nation',
      'green',
    ],
    ['of the query type', 'gw-type', {}, "SHOW SESSION LIKE 'query_max%'", 'green'],
  ])('a statement goes to the group because %s', async (_, user, headers, statement, cluster) => {
    const answers = await run(gateway, statement, { ...headers, 'X-Trino-User': user });
    expect(stateOf(answers)).toBe('FINISHED');
    expect(await ranOn(user)).toEqual([cluster]);
  });

  test('headers that rules add reach the coordinator', async () => {
    const { values, clientTags } = await guestSession('gw-guest', {});
    expect(values.get('query_max_run_time')).toBe('17m');
    expect(clientTags).toEqual(['guest']);
  });

  test('headers that rules change do too, where the client spells them in lower case', async () => {
    const headers = { 'x-trino-client-tags': 'nightly', 'x-trino-session': 'query_priority=2' };
    const { values, clientTags } = await guestSession('gw-lower-guest', headers);
    expect(values.get('query_max_run_time')).toBe('17m');
    expect(values.get('query_priority')).toBe('2');
    expect(clientTags.sort()).toEqual(['guest', 'nightly']);
  });

  test('and where it spells them as most clients do', async () => {
    const headers = { 'X-Trino-Client-Tags': 'nightly' };
    const { clientTags } = await guestSession('gw-upper-guest', headers);
    expect(clientTags.sort()).toEqual(['guest', 'nightly']);
  });

  /** What the coordinator knows of the session of a statement whose headers rules adjust. */
  async function guestSession(user: string, more: Record<string, string>) {
    const headers = { 'X-Trino-User': user, 'X-Trino-Source': 'guest', ...more };
    const rows = rowsOf(await run(gateway, 'SHOW SESSION', headers));
    const { green } = theLab();
    const [query] = await queriesOf(green.url, user);
    const told = await call(`${green.url}/v1/query/${query?.queryId}`, {
      headers: { 'X-Trino-User': user },
    });
    const { clientTags } = (told.json as { session: { clientTags: string[] } }).session;
    return { values: new Map(rows.map(([name, value]) => [name, value])), clientTags };
  }

  test('a refused statement is answered with 400 and our message', async () => {
    const headers = { 'X-Trino-User': 'gw-refused', 'X-Trino-Source': 'unwelcome' };
    const answer = await submit(gateway, 'SELECT 1', headers);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Come back at 8 (rule closed, decision ');
    expect(await ranOn('gw-refused')).toEqual([]);
  });

  test('each decision is recorded, with the address that the gateway saw', async () => {
    const answer = await call(`${routerUrl}/v1/decisions?user=gw-source`);
    const decisions = Object.values(answer.json).find(Array.isArray) as unknown[];
    expect(decisions).toMatchObject([
      { reason: 'RULE_MATCHED', rule: 'pipelines', remoteAddress: '127.0.0.1' },
    ]);
  });
});

describe('without propagateErrors', () => {
  let gateway: string;
  beforeAll(async () => {
    gateway = await startGateway('gateway-lenient', false);
  });
  afterAll(() => endProcess(theLab().folder, 'gateway-lenient', 'SIGTERM'));

  test('a refused statement runs in the default group, although rules refuse it', async () => {
    const headers = { 'X-Trino-User': 'gw-lenient', 'X-Trino-Source': 'unwelcome' };
    expect(stateOf(await run(gateway, 'SELECT 1', headers))).toBe('FINISHED');
    expect(await ranOn('gw-lenient')).toEqual(['blue']);
  });

  test('while no router answers, the group that the client asks for, else the default', async () => {
    await endProcess(theLab().folder, ROUTER, 'SIGTERM');
    const etl = { 'X-Trino-User': 'gw-hint', 'X-Trino-Routing-Group': 'etl' };
    const none = { 'X-Trino-User': 'gw-no-hint', 'X-Trino-Source': 'airflow' };
    expect(stateOf(await run(gateway, 'SELECT 1', etl))).toBe('FINISHED');
    expect(stateOf(await run(gateway, 'SELECT 1', none))).toBe('FINISHED');
    expect(await ranOn('gw-hint')).toEqual(['green']);
    expect(await ranOn('gw-no-hint')).toEqual(['blue']);
  });
});
