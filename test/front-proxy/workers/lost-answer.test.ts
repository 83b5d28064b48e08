import { eventually } from '../../support/eventually';
import { createCleanup, proxyOfTwoWorkers, simulated } from '../../support/running-proxy';
import { call, nextUri, submit, type Answer } from '../../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** So that any worker may get each request. */
const close = { connection: 'close' };

test('whoever lost the answer to a statement that waited gets it again from any worker', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const clusters = [{ name: 'blue', url: blue.url, maxRunningQueries: 1 }];
  const proxy = await proxyOfTwoWorkers(cleanup, clusters);
  let running = await submit(proxy.url, 'select 1', close);
  for (let statements = 0; statements < 4; statements += 1) {
    let got = await submit(proxy.url, 'select 2', close);
    expect(nextUri(got)).toMatch(/waiting/);
    await readToEnd(running);
    let asked = '';
    while (/waiting/.test(nextUri(got))) {
      asked = nextUri(got);
      got = await call(asked, { headers: close });
    }
    for (let times = 0; times < 4; times += 1) {
      const again = await call(asked, { headers: close });
      expect([again.status, again.text]).toEqual([200, got.text]);
    }
    running = got;
  }
});

test('whoever asks several workers at once starts the statement once', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const clusters = [{ name: 'blue', url: blue.url, maxRunningQueries: 1 }];
  const proxy = await proxyOfTwoWorkers(cleanup, clusters);
  const running = await submit(proxy.url, 'select 1', close);
  const waiting = await submit(proxy.url, 'select 2', close);
  await readToEnd(running);
  const asked = [1, 2, 3, 4, 5, 6].map(() => call(nextUri(waiting), { headers: close }));
  const pages = await Promise.all(asked);
  expect(nextUri(pages[0]!)).not.toMatch(/waiting/);
  expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
  expect(blue.queries()).toHaveLength(2);
});

test('a statement that a worker was handing over when it died is handed over by the next', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const clusters = [{ name: 'blue', url: blue.url, maxRunningQueries: 1 }];
  const proxy = await proxyOfTwoWorkers(cleanup, clusters);
  const running = await submit(proxy.url, 'select 1', close);
  const waiting = await submit(proxy.url, 'select 2', close);
  await readToEnd(running);
  blue.behaviour.submit = 'hang';
  const polls = [1, 2].map(() => call(nextUri(waiting), { headers: close }));
  // By now one is with the coordinator, as the other is let go.
  expect(nextUri(await Promise.race(polls))).toMatch(/waiting/);
  for (const pid of proxy.workers()) process.kill(pid, 'SIGKILL');
  const ends = await Promise.allSettled(polls);
  blue.behaviour.submit = 'answer';
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await eventually(async () => {
    const page = await call(nextUri(waiting), { headers: close });
    expect(nextUri(page)).not.toMatch(/waiting/);
  });
});

async function readToEnd(first: Answer): Promise<void> {
  for (let page = first; nextUri(page) !== '';)
    page = await call(nextUri(page), { headers: close });
}
