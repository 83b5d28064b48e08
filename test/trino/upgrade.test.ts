import { startPagingClients } from '../support/paging-clients';
import { queriesOf } from '../support/lab/coordinator-records';
import { theLab } from '../support/lab/lab';
import { createCleanup } from '../support/running-proxy';
import { beforeUpgrade, walkThroughUpgrade } from '../support/upgrade-walk-through';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

test('a version is upgraded by the commands of docs/upgrades.md, and no client loses a query', async () => {
  const { blue, green } = theLab();
  const { url } = await beforeUpgrade(cleanup, blue.url);
  const outcomes = await walkThroughUpgrade(url, green.url, {
    statement: 'SELECT c_custkey, c_name, c_comment FROM tpch.tiny.customer',
    // Several pages rather than one.
    pageQuery: '?targetResultSize=40kB',
    countPerUser: 1,
  });
  expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([]);
  expect(new Set(outcomes.map(({ cluster }) => cluster))).toEqual(new Set(['blue', 'green']));
  expect(new Set(outcomes.map(({ rows, checksum }) => `${rows} ${checksum}`)).size).toBe(1);
}, 600_000);

test('at the deadline of a drain a query is canceled without the login of its user', async () => {
  const { blue } = theLab();
  const { url, router } = await beforeUpgrade(cleanup, blue.url);
  const statement = 'SELECT count(*) FROM tpch.sf100.lineitem a, tpch.sf100.lineitem b';
  const headers = { 'X-Trino-User': 'long-runner' };
  const clients = startPagingClients(url, { count: 1, statement, headers });
  await clients.progress();
  const order = { deadline: '2s', then: 'CANCEL' };
  const drain = '/v1/clusters/blue/drain?wait=2m';
  const { body } = await router.api.post(drain).send(order).expect(200);
  expect(body).toMatchObject({ admission: 'INACTIVE' });
  expect((await clients.stop())[0]).toMatchObject({ failure: 'Query was canceled' });
  const [query] = await queriesOf(blue.url, 'long-runner');
  expect(query).toMatchObject({ state: 'FAILED' });
}, 300_000);
