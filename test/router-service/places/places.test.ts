import type { PlaceAnswer, PlaceRequest } from '../../../protocol/places';
import { createPlaces, type Places } from '../../../router-service/places/places';
import { createLog } from '../../../runtime/log';
import { describeDatabases } from '../../support/databases';
import { eventually } from '../../support/eventually';

const log = createLog('test', 'silent');

describeDatabases('places under limits', (database) => {
  const nodes: Places[] = [];
  beforeAll(async () => {
    for (let i = 0; i < 2; i++)
      nodes.push(await createPlaces({ db: await database.node(), log, maxWaiting: 3 }));
  });
  afterAll(() => Promise.all(nodes.map((node) => node.close())));
  beforeEach(() => database.empty());

  const query = async (text: string) => (await database.node()).query(text);

  function asking(ticket: string, changes: Partial<PlaceRequest> & { max?: number } = {}) {
    const { max = 1, ...rest } = changes;
    const ways = [{ cluster: 'blue', limits: [{ key: 'cluster:blue', max }] }];
    return { ticket, proxyId: 'p1', user: 'ann', priority: 0, ways, ...rest };
  }

  const ask = (request: PlaceRequest, waitMs = 0, node = 0): Promise<PlaceAnswer> =>
    nodes[node]!.ask(request, waitMs, new AbortController().signal);

  const running = (queryId: string) => ({
    ...{ proxyId: 'p1', cluster: 'blue', user: 'ann', keys: ['cluster:blue'], queryId },
  });

  test('no more are granted than the limit allows, however many nodes are asked at once', async () => {
    const all = Array.from({ length: 12 }, (_, i) => asking(`t${i}`, { max: 4 }));
    const answers = await Promise.all(all.map((request, i) => ask(request, 0, i % 2)));
    const states = answers.map(({ state }) => state);
    expect(states.filter((state) => state === 'GRANTED')).toHaveLength(4);
    expect(states.filter((state) => state === 'WAITING')).toHaveLength(3);
    expect(states.filter((state) => state === 'FULL')).toHaveLength(5);
    const { limits, waiting } = await nodes[0]!.queue();
    expect(limits).toEqual([{ key: 'cluster:blue', running: 4 }]);
    expect(waiting).toHaveLength(3);
  });

  test('asking again changes nothing: the place stays, and so does the turn', async () => {
    expect(await ask(asking('t1'))).toEqual({ state: 'GRANTED', cluster: 'blue' });
    expect(await ask(asking('t1'), 0, 1)).toEqual({ state: 'GRANTED', cluster: 'blue' });
    expect(await ask(asking('t2'))).toMatchObject({ state: 'WAITING' });
    expect(await ask(asking('t3'))).toMatchObject({ state: 'WAITING' });
    expect(await ask(asking('t2'), 0, 1)).toMatchObject({ state: 'WAITING' });
    await nodes[0]!.leave('t1');
    expect(await ask(asking('t3'))).toMatchObject({ state: 'WAITING' });
    expect(await ask(asking('t2'))).toMatchObject({ state: 'GRANTED' });
  });

  test('who waits on one node hears of a place that another one frees', async () => {
    await ask(asking('t1'));
    await nodes[0]!.take('t1', running('q1'));
    const waits = ask(asking('t2'), 20_000, 1);
    await eventually(async () => expect((await nodes[0]!.queue()).waiting).toHaveLength(1));
    await nodes[0]!.ended(['q1']);
    expect(await waits).toEqual({ state: 'GRANTED', cluster: 'blue' });
  });

  test('a lease that nobody makes longer ends, one whose query is seen does not', async () => {
    await ask(asking('t1', { max: 2 }));
    await ask(asking('t2', { max: 2 }));
    await nodes[0]!.take('t1', running('q1'));
    await nodes[0]!.take('t2', running('q2'));
    await query(`update place set expires_at = clock_timestamp() + interval '200 ms'`);
    await nodes[1]!.seen(['q2']);
    const late = ask(asking('t3', { max: 2 }), 20_000);
    expect(await late).toMatchObject({ state: 'GRANTED' });
    expect((await query('select ticket from place order by 1')).map(Object.values)).toEqual([
      ['t2'],
      ['t3'],
    ]);
  });

  test('who has not asked for a while lets the others go first, and has left in the end', async () => {
    await ask(asking('t1'));
    await ask(asking('t2'));
    await ask(asking('t3'));
    await query(
      `update waiting_statement set asked_at = asked_at - interval '6 s' where ticket = 't2'`,
    );
    await nodes[0]!.leave('t1');
    expect(await ask(asking('t3'))).toMatchObject({ state: 'GRANTED' });
    await nodes[0]!.leave('t3');
    expect(await ask(asking('t2'))).toMatchObject({ state: 'GRANTED' });
    await ask(asking('t4', { sealed: 'c2VhbGVk' }));
    expect(await nodes[1]!.sealed('t4')).toBe('c2VhbGVk');
    await query(`update waiting_statement set asked_at = asked_at - interval '301 s'`);
    await ask(asking('t5'));
    await expect(nodes[1]!.sealed('t4')).rejects.toThrow('it has left the queue');
  });

  test('a statement whose cluster failed gives its place there back and asks for another', async () => {
    await ask(asking('t1'));
    const green = { cluster: 'green', limits: [{ key: 'cluster:green', max: 1 }] };
    expect(await ask(asking('t1', { ways: [green] }))).toEqual({
      state: 'GRANTED',
      cluster: 'green',
    });
    expect((await nodes[0]!.queue()).limits).toEqual([{ key: 'cluster:green', running: 1 }]);
    expect(await ask(asking('t2'))).toMatchObject({ state: 'GRANTED', cluster: 'blue' });
  });

  test('a cluster without a limit is always a way', async () => {
    await ask(asking('t1'));
    const ways = [...asking('t2').ways, { cluster: 'free', limits: [] }];
    expect(await ask(asking('t2', { ways }))).toEqual({ state: 'GRANTED', cluster: 'free' });
  });

  test('a place that a proxy granted alone counts when it is told', async () => {
    await nodes[0]!.take('t9', running('q9'));
    expect(await ask(asking('t1'))).toMatchObject({ state: 'WAITING' });
    await nodes[1]!.ended(['q9']);
    expect(await ask(asking('t1'))).toMatchObject({ state: 'GRANTED' });
  });

  test('a caller that goes away is let go', async () => {
    await ask(asking('t1'));
    const leaving = new AbortController();
    const waits = nodes[0]!.ask(asking('t2'), 20_000, leaving.signal);
    await eventually(async () => expect((await nodes[0]!.queue()).waiting).toHaveLength(1));
    leaving.abort();
    expect(await waits).toMatchObject({ state: 'WAITING' });
  });
});
