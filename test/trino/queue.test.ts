import { startRouter } from '../router-service/running-router';
import { eventually } from '../support/eventually';
import { clients } from '../support/lab/clients';
import { queriesOf } from '../support/lab/coordinator-records';
import { theLab } from '../support/lab/lab';
import { createCleanup, runningProxy } from '../support/running-proxy';
import { call, nextUri, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const endless = 'SELECT count(*) FROM tpch.sf1.lineitem a CROSS JOIN tpch.sf1.lineitem b';

test('every client waits for its place, cancels while it waits, and gets the rows of the real query', async () => {
  const { blue } = theLab();
  const limited = { name: 'blue', url: blue.url, routingGroups: ['adhoc'], maxRunningQueries: 1 };
  const router = await startRouter({ clusters: [limited] });
  cleanup.add(router, () => router.stop());
  const options = { frontProxy: { routerUrls: [router.url] } };
  const { url } = await runningProxy(cleanup, [limited], options);
  const waiting = async () => {
    const { body } = await router.api.get('/v1/queue').expect(200);
    return (body as { waiting: { user: string }[] }).waiting.map(({ user }) => user);
  };

  const running = await submit(url, endless);
  expect(nextUri(running)).toContain('/c~blue/');
  let page = await call(nextUri(running));
  const userOf = (name: string, what: string) => `${what}-${name.replaceAll(' ', '-')}`;
  const patient = clients.map((client) => {
    const user = userOf(client.name, 'waits');
    return { user, shown: client.run({ url, user }, ['SELECT 40 + 2']) };
  });
  const impatient = clients
    .filter(({ name }) => name === 'trino CLI' || name === 'JDBC driver')
    .map((client) => {
      const user = userOf(client.name, 'leaves');
      return { user, running: client.start({ url, user }, 'SELECT 1') };
    });
  await eventually(async () => {
    page = await call(nextUri(page));
    const all = [...patient, ...impatient].map(({ user }) => user);
    expect((await waiting()).sort()).toEqual(all.sort());
  }, 120_000);
  for (const { running } of impatient) await running.cancel();
  await eventually(async () => {
    page = await call(nextUri(page));
    expect((await waiting()).sort()).toEqual(patient.map(({ user }) => user).sort());
  }, 60_000);
  await call(nextUri(page), { method: 'DELETE' });

  for (const { user, shown } of patient) {
    expect((await shown).join('\n')).toMatch(/\b42\b/);
    const [query] = await queriesOf(blue.url, user);
    expect(query).toMatchObject({ statement: 'SELECT 40 + 2', state: 'FINISHED' });
  }
  for (const { user, running } of impatient) {
    expect((await running.shown).join('\n')).not.toMatch(/^1$/m);
    expect(await queriesOf(blue.url, user)).toEqual([]);
  }
  expect(await waiting()).toEqual([]);
}, 300_000);
