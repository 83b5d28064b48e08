import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clients } from '../support/lab/clients';
import { queriesOf } from '../support/lab/coordinator-records';
import { theLab } from '../support/lab/lab';
import { freePorts } from '../support/free-ports';
import { endProcess, waitUntilReady } from '../support/lab/processes';
import { seesHealthy, startService } from '../support/lab/switchyard-process';
import { call, nextUri, rowsOf, run, submit } from '../support/statement-client';

const NAMES = ['rules-proxy', 'rules-router'];
const byUser = (user: string) => ({ all: [{ fact: 'user', operator: 'equal', value: user }] });
const route = (params: object) => ({ type: 'route', params });
const rules = [
  {
    name: 'tidy',
    conditions: byUser('adjusted'),
    event: {
      type: 'adjust',
      params: {
        source: 'by-rule',
        clientTags: ['nightly'],
        removeClientTags: ['urgent'],
        sessionProperties: { query_max_run_time: '7m' },
        removeSessionProperties: ['join_distribution_type'],
        removeHeaders: ['X-Trino-Client-Info'],
      },
    },
  },
  {
    name: 'old-schema',
    conditions: byUser('warned'),
    event: { type: 'warn', params: { message: 'tpch.tiny goes away' } },
  },
  {
    name: 'no-entry',
    conditions: byUser('refused'),
    event: { type: 'reject', params: { message: 'Ask the platform team first' } },
  },
  {
    name: 'metadata',
    conditions: { all: [{ fact: 'isMetadataQuery', operator: 'equal', value: true }] },
    event: route({ routingGroup: 'etl' }),
  },
  {
    name: 'pinned',
    conditions: byUser('pinned'),
    event: route({ routingGroup: 'shared', cluster: 'green' }),
  },
  {
    name: 'gone',
    conditions: byUser('fallen'),
    event: route({ routingGroup: 'gone', fallback: ['etl'] }),
  },
];

let proxyUrl: string;

beforeAll(async () => {
  const { folder, blue, green } = theLab();
  const [routerPort, proxyPort] = await freePorts(2);
  const routerUrl = `http://127.0.0.1:${routerPort}`;
  proxyUrl = `http://127.0.0.1:${proxyPort}`;
  const ruleSet = join(folder, 'real-rules.json');
  writeFileSync(ruleSet, JSON.stringify({ rules, defaultRoutingGroup: 'adhoc' }));
  const clusters = [
    { name: 'blue', url: blue.url, routingGroups: ['adhoc', 'shared'] },
    { name: 'green', url: green.url, routingGroups: ['etl', 'shared'] },
  ];
  const config = {
    ruleSet,
    clusters,
    routerService: { listen: `127.0.0.1:${routerPort}` },
    frontProxy: { listen: `127.0.0.1:${proxyPort}`, routerUrls: [routerUrl] },
    health: { interval: '1s' },
    database: { directory: join(folder, 'rules-database') },
  };
  startService(folder, 'rules-router', 'router-service', config);
  await waitUntilReady(folder, 'rules-router', async () => (await fetch(`${routerUrl}/readyz`)).ok);
  startService(folder, 'rules-proxy', 'front-proxy', config);
  await waitUntilReady(folder, 'rules-proxy', () => seesHealthy(routerUrl, clusters));
});
afterAll(() => Promise.all(NAMES.map((name) => endProcess(theLab().folder, name, 'SIGTERM'))));

const cli = clients.find(({ name }) => name === 'trino CLI')!;

test('adjustments reach the coordinator: session, source, tags, a header that is gone', async () => {
  const session = {
    ...{ url: proxyUrl, user: 'adjusted', source: 'cli', clientTags: ['urgent', 'team-a'] },
    clientInfo: 'secret',
    sessionProperties: { join_distribution_type: 'BROADCAST' },
  };
  const shown = await cli.run(session, [
    "SHOW SESSION LIKE 'query\\_max\\_run\\_time' ESCAPE '\\'",
    "SHOW SESSION LIKE 'join\\_distribution\\_type' ESCAPE '\\'",
  ]);
  expect(shown.join('\n')).toContain('"query_max_run_time","7m"');
  expect(shown.join('\n')).toContain('"join_distribution_type","AUTOMATIC"');
  const [query] = await queriesOf(theLab().green.url, 'adjusted');
  expect(query).toMatchObject({ source: 'by-rule' });
  const { json } = await call(`${theLab().green.url}/v1/query/${query!.queryId}`, {
    headers: { 'X-Trino-User': 'adjusted' },
  });
  const seen = json.session as { clientTags: string[]; clientInfo?: string };
  expect([...seen.clientTags].sort()).toEqual(['nightly', 'team-a']);
  expect(seen.clientInfo).toBeUndefined();
});

test('a warning is shown by the CLI beside the rows', async () => {
  const shown = await cli.run({ url: proxyUrl, user: 'warned' }, ['SELECT count(*) FROM nation']);
  expect(shown).toContain('"25"');
  expect(shown.join('\n')).toContain('tpch.tiny goes away (rule old-schema)');
});

test('a refusal is shown by the CLI with the rule and the decision', async () => {
  const shown = await cli.run({ url: proxyUrl, user: 'refused' }, ['SELECT 1']);
  expect(shown.join('\n')).toMatch(
    /Ask the platform team first \(rule no-entry, decision [0-9a-f-]{36}\)/,
  );
});

test.each([
  ['a question of a BI tool goes by its rule', 'bi', 'SHOW SCHEMAS', 'green'],
  [
    'so does one of information_schema',
    'bi',
    'SELECT table_name FROM tpch.information_schema.tables LIMIT 1',
    'green',
  ],
  ['rows do not', 'bi', 'SELECT n_name FROM nation LIMIT 1', 'blue'],
  ['a pinned user has one cluster of a group of two', 'pinned', 'SELECT 1', 'green'],
  ['a group without a cluster falls back', 'fallen', 'SELECT 1', 'green'],
])('%s', async (_, user, statement, cluster) => {
  const headers = {
    ...{ 'X-Trino-User': user, 'X-Trino-Catalog': 'tpch', 'X-Trino-Schema': 'tiny' },
  };
  const first = await submit(proxyUrl, statement, headers);
  expect(nextUri(first)).toContain(`/c~${cluster}/`);
  expect(first.headers.get('x-switchyard-decision-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(rowsOf(await run(proxyUrl, statement, headers)).length).toBeGreaterThan(0);
});

test('the load that rules see is what the coordinators count', async () => {
  const { json } = await call(`${proxyUrl}/v1/clusters`);
  const clusters = json.clusters as { health: { load?: object } }[];
  for (const { health } of clusters) {
    expect(health.load).toEqual({
      running: expect.any(Number) as number,
      queued: expect.any(Number) as number,
    });
  }
});
