import type { ClusterList } from '../../../protocol/decision';
import { type RunningRouter, startRouter } from '../running-router';

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter();
});
afterAll(() => router.stop());

const red = { name: 'red', url: 'http://127.0.0.1:9003', routingGroups: ['adhoc'] };
const list = async () => {
  const { body, headers } = await router.api.get('/v1/clusters').expect(200);
  return { ...(body as ClusterList), etag: String(headers.etag) };
};
const seconds = async (work: () => Promise<unknown>) => {
  const began = Date.now();
  await work();
  return (Date.now() - began) / 1000;
};

test('the list tells declared clusters, their health and the default group', async () => {
  const { clusters, defaultRoutingGroup, etag } = await list();
  expect(defaultRoutingGroup).toBe('adhoc');
  expect(etag).toMatch(/^".+"$/);
  expect(clusters.map(({ name }) => name).sort()).toEqual(['blue', 'green']);
  expect(clusters[0]).toMatchObject({ declaredBy: 'config', health: { state: 'UNKNOWN' } });
});

test('a cluster is added, changed and removed', async () => {
  const added = await router.api.post('/v1/clusters').send(red).expect(201);
  expect(added.headers.location).toBe('/v1/clusters/red');
  expect(added.body).toMatchObject({ ...red, admission: 'ACTIVE', weight: 1, declaredBy: 'api' });
  await router.api.post('/v1/clusters').send(red).expect(409);

  const change = { url: red.url, routingGroups: ['etl'], weight: 2 };
  const changed = await router.api.put('/v1/clusters/red').send(change).expect(200);
  expect(changed.body).toMatchObject({ name: 'red', routingGroups: ['etl'], weight: 2 });
  expect((await router.api.get('/v1/clusters/red').expect(200)).body).toEqual(changed.body);

  await router.api.delete('/v1/clusters/red').expect(204);
  await router.api.get('/v1/clusters/red').expect(404);
  await router.api.delete('/v1/clusters/red').expect(404);
});

test('a change that leaves the admission out does not switch a cluster on again', async () => {
  const name = 'switched-off';
  await router.api
    .post('/v1/clusters')
    .send({ ...red, name, admission: 'INACTIVE' })
    .expect(201);
  const change = { url: red.url, routingGroups: ['etl'] };
  const changed = await router.api.put(`/v1/clusters/${name}`).send(change).expect(200);
  expect(changed.body).toMatchObject({ admission: 'INACTIVE', routingGroups: ['etl'] });
  await router.api.delete(`/v1/clusters/${name}`).expect(204);
});

test('a cluster is not renamed by a change', async () => {
  const { body } = await router.api
    .put('/v1/clusters/blue')
    .send({ ...red, name: 'red' })
    .expect(400);
  expect(body).toMatchObject({ path: 'name' });
});

test('every problem of a cluster is told at once', async () => {
  const bad = { name: 'NO', url: 'ftp://x', routingGroups: [], color: 'red' };
  const { body } = await router.api.post('/v1/clusters').send(bad).expect(400);
  const { problems } = body as { problems: { path: string }[] };
  expect(problems.map(({ path }) => path).sort()).toEqual([
    'color',
    'name',
    'routingGroups',
    'url',
  ]);
});

test.each([
  ['PUT', 'blue'],
  ['DELETE', 'blue'],
])('%s of a declared cluster gets 409', async (method, name) => {
  const path = `/v1/clusters/${name}`;
  const call =
    method === 'PUT' ? router.api.put(path).send({ ...red, name }) : router.api.delete(path);
  const { body } = await call.expect(409);
  expect((body as { message: string }).message).toMatch(/configuration/);
});

test('a cluster is taken out and put back, a declared one too', async () => {
  const out = await router.api.post('/v1/clusters/blue/deactivate').expect(200);
  expect(out.body).toMatchObject({ name: 'blue', admission: 'INACTIVE' });
  const back = await router.api.post('/v1/clusters/blue/activate').expect(200);
  expect(back.body).toMatchObject({ admission: 'ACTIVE' });
  await router.api.post('/v1/clusters/nobody/activate').expect(404);
});

describe('waiting for a change', () => {
  const watch = (etag: string, wait: string) =>
    router.api.get(`/v1/clusters?wait=${wait}`).set('If-None-Match', etag);

  test('a caller that knows nothing or something old is answered at once', async () => {
    expect(
      await seconds(async () => {
        await router.api.get('/v1/clusters?wait=10s').expect(200);
        await watch('"old"', '10s').expect(200);
      }),
    ).toBeLessThan(2);
  });

  test('a caller that is up to date gets 304 after the wait', async () => {
    const { etag } = await list();
    const took = await seconds(async () => {
      const answer = await watch(etag, '1s').expect(304);
      expect(answer.headers.etag).toBe(etag);
    });
    expect(took).toBeGreaterThanOrEqual(0.9);
    expect(took).toBeLessThan(3);
  });

  test('without a wait 304 comes at once', async () => {
    await router.api
      .get('/v1/clusters')
      .set('If-None-Match', (await list()).etag)
      .expect(304);
  });

  test('a change answers all who wait within a second', async () => {
    const { etag } = await list();
    const waiting = [1, 2, 3].map(() => watch(etag, '20s').then((answer) => answer));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const took = await seconds(async () => {
      await router.api.post('/v1/clusters/green/deactivate').expect(200);
      for (const answer of await Promise.all(waiting)) {
        expect(answer.status).toBe(200);
        expect(answer.headers.etag).not.toBe(etag);
        const { clusters } = answer.body as ClusterList;
        expect(clusters.find(({ name }) => name === 'green')?.admission).toBe('INACTIVE');
      }
    });
    expect(took).toBeLessThan(1);
    await router.api.post('/v1/clusters/green/activate').expect(200);
  });

  test.each(['soon', '20', '-1s', ''])('the wait %j gets 400', async (wait) => {
    const { body } = await router.api.get(`/v1/clusters?wait=${wait}`).expect(400);
    expect(body).toMatchObject({ path: 'wait' });
  });

  test('callers that went away are forgotten', async () => {
    const { etag } = await list();
    for (let i = 0; i < 20; i++) {
      const init = { headers: { 'If-None-Match': etag }, signal: AbortSignal.timeout(50) };
      await expect(fetch(`${router.url}/v1/clusters?wait=30s`, init)).rejects.toThrow();
    }
    const { text } = await router.api.get('/metrics');
    expect(text).toMatch(/switchyard_waiting_cluster_watchers 0/);
  });
});

test('a report changes health and coordinators and is seen in the list', async () => {
  const health = { state: 'HEALTHY', reason: 'answered', since: new Date().toISOString() };
  await router.api
    .post('/v1/reports')
    .send({
      proxyId: 'proxy-1',
      clusterHealth: [{ cluster: 'blue', health }],
      coordinators: [{ coordinatorId: 'abcde', cluster: 'blue' }],
      queries: [],
    })
    .expect(200);
  const { clusters, coordinators } = await list();
  expect(clusters.find(({ name }) => name === 'blue')?.health).toMatchObject({ state: 'HEALTHY' });
  expect(coordinators).toContainEqual({ coordinatorId: 'abcde', cluster: 'blue' });
});

test('a wrong report is refused with every problem', async () => {
  const { body } = await router.api
    .post('/v1/reports')
    .send({ proxyId: 1, queries: [{}] })
    .expect(400);
  expect((body as { problems: object[] }).problems.length).toBeGreaterThan(3);
});
